import type { LogEntry } from "./log-segment";

/** What is known of one bucket's log. All of it is true; there may be segments that are not in it yet. */
export class BucketView {
  private readonly owners = new Map<string, number>();
  private next = 0;

  /** The number after the last segment that was seen. */
  get nextSegment(): number {
    return this.next;
  }

  /** Number of ids. */
  get size(): number {
    return this.owners.size;
  }

  /** Owner hash of an id, or undefined when no segment that was seen has it. */
  ownerOf(id: string): number | undefined {
    return this.owners.get(id);
  }

  /** Takes in a segment. Where two entries have one id, the first that was taken in counts. */
  add(segmentNumber: number, entries: readonly LogEntry[]): void {
    this.next = Math.max(this.next, segmentNumber + 1);
    for (const { id, owner } of entries) {
      if (!this.owners.has(id)) this.owners.set(id, owner);
    }
  }
}
