import type { Bucket } from "./bucket";

/** When a bucket's slot was, seen from the batch that meets it: the later, the likelier somebody has written it before. */
type Meeting = "fresh" | "begun" | "over";

/**
 * A blind append that fails costs a write and then the read all the same; a read that finds nothing costs the read. A write
 * unit costs five times as much as a read unit, and a failed write of a full bucket takes up to four.
 */
const READ_FROM_LIKELIHOOD = 1 / 8;

/** Weight of the newest meeting in the average. */
const NEWEST = 0.1;

/**
 * Decides whether to append to a bucket that this instance does not know without reading it first. It starts with: blindly
 * when the slot began within the batch, not when it began earlier; and learns from what it meets, because that depends on
 * the traffic and on how Lambda spreads a shard's batches over instances. Only the cost depends on it, never an outcome.
 */
export class FirstAppend {
  private readonly written: Record<Meeting, number> = { fresh: 0, begun: 0.25, over: 0.5 };

  /** @param batchStart Unix seconds: when the first record of the batch arrived */
  isBlind(bucket: Bucket, batchStart: number): boolean {
    return this.written[meeting(bucket, batchStart)] < READ_FROM_LIKELIHOOD;
  }

  /** @param wasWritten whether the bucket turned out to have a segment */
  learn(bucket: Bucket, batchStart: number, wasWritten: boolean): void {
    const kind = meeting(bucket, batchStart);
    this.written[kind] += NEWEST * (Number(wasWritten) - this.written[kind]);
  }
}

function meeting({ start, end }: Bucket, batchStart: number): Meeting {
  if (end <= batchStart) return "over";
  return start < batchStart ? "begun" : "fresh";
}
