import type { KinesisStreamRecord } from "aws-lambda";
import { type Destination, enrich, type Routing } from "./enrich";
import { checkEnvelope, type Rejection } from "./envelope";
import { FIREHOSE_LIMITS } from "../delivery/pack-records";

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

/** A valid event, ready to be delivered if its record owns the id. */
export interface ExaminedEvent {
  readonly kind: "event";
  readonly eventName: string;
  readonly eventUuid: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** One line of JSON. */
  readonly line: string;
  /** Bytes of `line` in UTF-8. */
  readonly byteLength: number;
  readonly destination: Destination;
}

export type Examined = ExaminedEvent | { readonly kind: "rejected"; readonly rejection: Rejection };

/** What a record is, before any call of a service: rejected, or this enriched event. */
export function examineRecord(record: StreamRecord, routing: Routing): Examined {
  const check = checkEnvelope(record.bytes, record.arrivedAt);
  if (check.kind === "rejected") {
    return { kind: "rejected", rejection: check.rejection };
  }
  const { line, destination } = enrich(check.envelope, record.arrivedAt, routing);
  const byteLength = Buffer.byteLength(line);
  if (byteLength > FIREHOSE_LIMITS.recordBytes) {
    const detail = `The enriched event has ${byteLength} bytes; a Firehose record takes ${FIREHOSE_LIMITS.recordBytes}.`;
    return { kind: "rejected", rejection: { reason: "too_large", detail } };
  }
  const { eventName, eventUuid, createdAt } = check.envelope;
  return { kind: "event", eventName, eventUuid, createdAt, line, byteLength, destination };
}
