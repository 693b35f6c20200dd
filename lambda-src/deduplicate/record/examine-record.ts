import type { KinesisStreamRecord } from "aws-lambda";
import { type Destination, enrich, type Routing } from "./enrich";
import { checkEnvelope, type Rejection } from "./envelope";
import { recordParts } from "./record-parts";
import { FIREHOSE_LIMITS } from "../delivery/pack-records";
import type { RejectionReason } from "../../interface";

/** One Kinesis record, its data decoded, or one event of several that a record holds. */
export interface StreamRecord {
  readonly shardId: string;
  /** Decimal, up to 56 digits: too wide for a number, compare it as a BigInt. */
  readonly sequenceNumber: string;
  /** Place in its record, from 0, of an event that is not alone in it: for an aggregate, Kinesis' sub-sequence number. */
  readonly subSequenceNumber?: number;
  /**
   * `shardId:sequenceNumber`, and `:subSequenceNumber` of an event that is not alone: the same on every redelivery of this
   * event, and of no other.
   */
  readonly owner: string;
  readonly partitionKey: string;
  /** Unix seconds, with a fraction: when the stream took the record. */
  readonly arrivedAt: number;
  /** The bytes that the producer put; of an event that is not alone, its own. */
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

/** Reasons for which a record that is more than one event, or one in a wrapping, is rejected as a whole. */
const MAY_HOLD_EVENTS: ReadonlySet<string> = new Set<RejectionReason>(["too_deep", "not_json", "not_an_object"]);

/** A record, or one event of it, and what it is. */
export interface ExaminedRecord {
  readonly record: StreamRecord;
  readonly examined: Examined;
}

/** What a record is, before any call of a service: one event, or each of those that it holds. */
export function examineRecord(record: StreamRecord, routing: Routing): readonly ExaminedRecord[] {
  const examined = examineEvent(record, routing);
  // Nearly all records are one event: nothing else is looked at.
  if (examined.kind === "event" || !MAY_HOLD_EVENTS.has(examined.rejection.reason)) return [{ record, examined }];
  const parts = recordParts(record.bytes);
  const [first] = parts;
  if (parts.length === 1 && first?.length === record.bytes.length) return [{ record, examined }];
  return parts.map((bytes, subSequenceNumber) => {
    const part = { ...record, subSequenceNumber, owner: `${record.owner}:${subSequenceNumber}`, bytes };
    return { record: part, examined: examineEvent(part, routing) };
  });
}

/** Rejected, or this enriched event. */
export function examineEvent(record: StreamRecord, routing: Routing): Examined {
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
