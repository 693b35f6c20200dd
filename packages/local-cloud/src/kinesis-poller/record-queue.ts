import type { _Record } from "@aws-sdk/client-kinesis";
import type { KinesisStreamEvent, KinesisStreamRecord } from "aws-lambda";
import type { MappingSettings } from "./mapping-settings";

/** A record as it was read from a shard, ready to be sent to the function. */
export interface ReadRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Approximate arrival on the stream, milliseconds since the Unix epoch. */
  readonly arrivalMillis: number;
  /** The record as the function sees it. */
  readonly event: KinesisStreamRecord;
  /** Bytes it takes in the JSON of an invocation, with the comma. */
  readonly payloadBytes: number;
}

/**
 * Turns a record of GetRecords into the shape that Lambda sends.
 *
 * @throws Error when Kinesis left out a field that every record has.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html (example event)
 */
export function readRecord(record: _Record, shardId: string, settings: MappingSettings, region: string): ReadRecord {
  const { SequenceNumber: sequenceNumber, PartitionKey: partitionKey, ApproximateArrivalTimestamp: arrival } = record;
  if (
    sequenceNumber === undefined ||
    partitionKey === undefined ||
    arrival === undefined ||
    record.Data === undefined
  ) {
    throw new Error(
      `Stream ${settings.streamName}, ${shardId}: GetRecords returned a record without SequenceNumber, PartitionKey, ` +
        `ApproximateArrivalTimestamp or Data (sequence number ${sequenceNumber ?? "missing"}). The emulator must return all four.`,
    );
  }
  const withoutData = {
    kinesis: {
      kinesisSchemaVersion: "1.0",
      partitionKey,
      sequenceNumber,
      data: "",
      approximateArrivalTimestamp: arrival.getTime() / 1000,
    },
    eventSource: "aws:kinesis",
    eventVersion: "1.0",
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: "aws:kinesis:record",
    // The mapping does not say which role the function has.
    invokeIdentityArn: `arn:aws:iam::${settings.functionArn.split(":")[4] ?? ""}:role/${settings.functionName}`,
    awsRegion: region,
    eventSourceARN: settings.streamArn,
  };
  const data = Buffer.from(record.Data).toString("base64");
  return {
    sequenceNumber,
    partitionKey,
    arrivalMillis: arrival.getTime(),
    event: { ...withoutData, kinesis: { ...withoutData.kinesis, data } },
    payloadBytes: Buffer.byteLength(JSON.stringify(withoutData)) + data.length + 1,
  };
}

/** The event of one invocation. */
export function lambdaEvent(records: readonly ReadRecord[]): KinesisStreamEvent {
  return { Records: records.map(({ event }) => event) };
}

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
