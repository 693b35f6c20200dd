import type { ReadRecord } from "./lambda-event";

/**
 * Bytes of an invocation's payload. "Lambda continues to read records from the event source until it has gathered a full batch,
 * the batching window expires, or the batch reaches the payload limit of 6 MB."
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export const PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024;

const ENVELOPE_BYTES = Buffer.byteLength(JSON.stringify({ Records: [] }));

/** When a batch is complete. */
export interface BatchLimits {
  /** Records per batch at most. */
  readonly batchSize: number;
  /** Milliseconds after the first record was read at which the batch is sent, however small. */
  readonly batchingWindowMillis: number;
}

/** Records that were read and wait for their invocation, in reading order. */
export class RecordQueue {
  private readonly waiting: { readonly record: ReadRecord; readonly readAt: number }[] = [];

  constructor(private readonly limits: BatchLimits) {}

  get length(): number {
    return this.waiting.length;
  }

  /** @param readAt clock time at which the records were read: their batching window starts here. */
  add(records: readonly ReadRecord[], readAt: number): void {
    for (const record of records) this.waiting.push({ record, readAt });
  }

  /** Milliseconds until the next batch is due: 0 when it is full or its window is over; undefined when nothing waits. */
  millisUntilDue(now: number): number | undefined {
    const [first] = this.waiting;
    if (first === undefined) return undefined;
    if (this.waiting.length >= this.limits.batchSize || this.nextBatchLength() < this.waiting.length) return 0;
    return Math.max(0, first.readAt + this.limits.batchingWindowMillis - now);
  }

  /** Removes and returns the next batch. A record that is larger than the payload limit makes a batch of its own. */
  takeBatch(): ReadRecord[] {
    return this.waiting.splice(0, this.nextBatchLength()).map(({ record }) => record);
  }

  private nextBatchLength(): number {
    let bytes = ENVELOPE_BYTES;
    let length = 0;
    for (const { record } of this.waiting) {
      bytes += record.payloadBytes;
      if (length === this.limits.batchSize || (length > 0 && bytes > PAYLOAD_LIMIT_BYTES)) break;
      length += 1;
    }
    return length;
  }
}
