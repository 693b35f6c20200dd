import type { KinesisStreamRecord } from "aws-lambda";

/** One Kinesis record, its data decoded. */
export interface StreamRecord {
  readonly shardId: string;
  /** Decimal, up to 56 digits: too wide for a number, compare it as a BigInt. */
  readonly sequenceNumber: string;
  /** `shardId:sequenceNumber`: the same on every redelivery of this record, and of no other record. */
  readonly owner: string;
  readonly partitionKey: string;
  /** Unix seconds, with a fraction: when the stream took the record. */
  readonly arrivedAt: number;
  /** The bytes that the producer put. */
  readonly bytes: Buffer;
}

/**
 * Reads what the deduplicator needs from one entry of a Kinesis invocation. Never throws on the data itself, which may be
 * any bytes.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html for the shape; `eventID` is `shardId:sequenceNumber`
 */
export function decodeRecord(record: KinesisStreamRecord): StreamRecord {
  return {
    shardId: record.eventID.slice(0, record.eventID.lastIndexOf(":")),
    sequenceNumber: record.kinesis.sequenceNumber,
    owner: record.eventID,
    partitionKey: record.kinesis.partitionKey,
    arrivedAt: record.kinesis.approximateArrivalTimestamp,
    bytes: Buffer.from(record.kinesis.data, "base64"),
  };
}
