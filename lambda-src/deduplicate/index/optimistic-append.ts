import type { Bucket } from "./bucket";

/** When a bucket's slot was, as the batch began: the older, the likelier another writer has appended to it. */
type SlotAge = "new" | "begun" | "over";

/**
 * An append that fails costs a write, and then the read as well; a read that finds nothing costs the read. A write unit costs
 * five times as much as a read unit, and a failed write of a full bucket takes up to four.
 */
const READ_FROM_LIKELIHOOD = 1 / 8;

/** Weight of the newest bucket in the average. */
const NEWEST = 0.1;

/**
 * Decides whether to append to a bucket that this instance does not know without reading it first. At first it does so for
 * slots that began within the batch; then it learns how many buckets had a segment already, because that depends on the
 * traffic and on how Lambda spreads a shard's batches over instances. Only the cost depends on it, never an outcome.
 */
export class OptimisticAppend {
  private readonly written: Record<SlotAge, number> = { new: 0, begun: 0.25, over: 0.5 };

  /** @param batchStart Unix seconds: when the first record of the batch arrived */
  isWorthTrying(bucket: Bucket, batchStart: number): boolean {
    return this.written[slotAge(bucket, batchStart)] < READ_FROM_LIKELIHOOD;
  }

  /** @param wasWritten whether the bucket had a segment already */
  learn(bucket: Bucket, batchStart: number, wasWritten: boolean): void {
    const age = slotAge(bucket, batchStart);
    this.written[age] += NEWEST * (Number(wasWritten) - this.written[age]);
  }
}

function slotAge({ start, end }: Bucket, batchStart: number): SlotAge {
  if (end <= batchStart) return "over";
  return start < batchStart ? "begun" : "new";
}
