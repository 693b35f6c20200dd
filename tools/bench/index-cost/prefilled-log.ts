import type { Segment, SegmentLog } from "../../../lambda-src/deduplicate/index/segment-log";

/** A log whose buckets hold a history before anybody touches them. */
export class PrefilledLog implements SegmentLog {
  private readonly touched = new Set<string>();

  /**
   * @param log what is measured
   * @param unmeasured writes the history to the same place
   */
  constructor(
    private readonly log: SegmentLog,
    private readonly unmeasured: SegmentLog,
    private readonly history: (bucket: string) => Segment[],
  ) {}

  async append(bucket: string, segment: Segment): Promise<"appended" | "taken"> {
    await this.fill(bucket);
    return this.log.append(bucket, segment);
  }

  async read(bucket: string, fromNumber: number): Promise<readonly Segment[]> {
    await this.fill(bucket);
    return this.log.read(bucket, fromNumber);
  }

  private async fill(bucket: string): Promise<void> {
    if (this.touched.has(bucket)) return;
    this.touched.add(bucket);
    for (const segment of this.history(bucket)) await this.unmeasured.append(bucket, segment);
  }
}
