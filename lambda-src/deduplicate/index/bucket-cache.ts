import type { LogEntry } from "./log-entry";

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

interface Cached {
  readonly view: BucketView;
  /** Its ids when it was put. */
  readonly size: number;
}

/** Ids that an instance remembers: three minutes of a shard at its limit of 1,000 records a second, and many more of a usual one. */
export const CACHED_IDS = 200_000;

/** Keeps the views that were used last, up to a number of ids: some 60 bytes of memory each. */
export class BucketCache {
  /** Least recently used first. */
  private readonly views = new Map<string, Cached>();
  private ids = 0;

  /** @param maxIds ids of all views together, 0 or more; a view with more is not kept */
  constructor(private readonly maxIds: number) {}

  get(bucket: string): BucketView | undefined {
    const cached = this.views.get(bucket);
    if (!cached) return undefined;
    this.views.delete(bucket);
    this.views.set(bucket, cached);
    return cached.view;
  }

  /** Puts a view, or puts it again after it has grown. */
  put(bucket: string, view: BucketView): void {
    this.remove(bucket);
    this.views.set(bucket, { view, size: view.size });
    this.ids += view.size;
    for (const oldest of this.views.keys()) {
      if (this.ids <= this.maxIds) return;
      this.remove(oldest);
    }
  }

  private remove(bucket: string): void {
    const cached = this.views.get(bucket);
    if (!cached) return;
    this.views.delete(bucket);
    this.ids -= cached.size;
  }
}
