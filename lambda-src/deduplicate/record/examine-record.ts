import type { KinesisStreamRecord } from "aws-lambda";
import { checkPayload } from "../contract/check-payload";
import type { Contracts } from "../contract/contracts";
import { type Destination, enrich, type EnrichedLine, enrichRejected } from "./enrich";
import { checkEnvelope, type EventEnvelope, type Rejection } from "./envelope";
import { payloadText } from "./json-places";
import { recordParts } from "./record-parts";
import { type EventLine, FIREHOSE_LIMITS } from "../delivery/pack-records";
import { ENVELOPE_FIELDS, type RejectionReason } from "../../interface";

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

const ENVELOPE_NAMES: ReadonlySet<string> = new Set(ENVELOPE_FIELDS);

/** What is not stored, and why. */
export interface RejectedRecord {
  readonly kind: "rejected";
  readonly rejection: Rejection;
  /** As it is delivered, beside its message in the queue; undefined when it is too large for that. */
  readonly delivered?: EventLine;
}

export type Examined = ExaminedEvent | RejectedRecord;

/** Reasons for which a record that is more than one event, or one in a wrapping, is rejected as a whole. */
const MAY_HOLD_EVENTS: ReadonlySet<string> = new Set<RejectionReason>(["too_deep", "not_json", "not_an_object"]);

/** Parts that are rejected, each of which is a message: a file of text in a record would be a hundred thousand. */
const MAX_REJECTED_PARTS = 10_000;

/** A record, or one event of it, and what it is. */
export interface ExaminedRecord {
  readonly record: StreamRecord;
  readonly examined: Examined;
}

/**
 * What a record is, before any call of a service: one event, or each of those that it holds. Where very many are
 * rejected, they are so with the record as a whole.
 */
export function examineRecord(record: StreamRecord, contracts: Contracts): readonly ExaminedRecord[] {
  const examined = examineEvent(record, contracts);
  // Nearly all records are one event: nothing else is looked at.
  if (!isNone(examined)) return [{ record, examined }];
  const parts = recordParts(record.bytes);
  const [first] = parts;
  if (parts.length === 1 && first?.equals(record.bytes) === true) return [{ record, examined }];
  const all = parts.map((bytes, subSequenceNumber) => {
    const part = { ...record, subSequenceNumber, owner: `${record.owner}:${subSequenceNumber}`, bytes };
    return { record: part, examined: examineEvent(part, contracts) };
  });
  const events = all.filter((part) => part.examined.kind === "event");
  return all.length - events.length > MAX_REJECTED_PARTS ? [...events, { record, examined }] : all;
}

function isNone(examined: Examined): boolean {
  return examined.kind === "rejected" && MAY_HOLD_EVENTS.has(examined.rejection.reason);
}

/** Rejected, or this enriched event. */
export function examineEvent({ bytes, arrivedAt }: StreamRecord, contracts: Contracts): Examined {
  const check = checkEnvelope(bytes, arrivedAt);
  if (check.kind === "rejected") {
    return rejected(check.rejection, enrichRejected(bytes, check.rejection, arrivedAt));
  }
  const { eventName, eventUuid, createdAt, fields, text } = check.envelope;
  const contract = contracts.get(eventName);
  const payload = payloadText(text, ENVELOPE_NAMES);
  const broken = contract && checkPayload(contract, fields, payload);
  const enriched = enrich(
    check.envelope,
    payload,
    arrivedAt,
    broken ? "rejected" : destinationOf(check.envelope, arrivedAt, contracts),
  );
  if (broken) return rejected(broken, enriched);
  const { line, destination } = enriched;
  const byteLength = Buffer.byteLength(line);
  if (byteLength > FIREHOSE_LIMITS.recordBytes) {
    const detail = `The enriched event has ${byteLength} bytes; a Firehose record takes ${FIREHOSE_LIMITS.recordBytes}.`;
    return { kind: "rejected", rejection: { reason: "too_large", detail } };
  }
  return { kind: "event", eventName, eventUuid, createdAt, line, byteLength, destination };
}

function destinationOf({ eventName, createdAt }: EventEnvelope, arrivedAt: number, contracts: Contracts): Destination {
  // Firehose holds a partition open for each table and date that comes: three dates are few.
  if (dayOf(createdAt) < dayOf(arrivedAt) - 1) return "late";
  return contracts.has(eventName) ? "contracted" : "uncontracted";
}

/** Days since the Unix epoch, UTC. */
function dayOf(seconds: number): number {
  return Math.floor(seconds / 86_400);
}

function rejected(rejection: Rejection, { line }: EnrichedLine): RejectedRecord {
  const byteLength = Buffer.byteLength(line);
  const delivered = byteLength > FIREHOSE_LIMITS.recordBytes ? undefined : { line, byteLength };
  return { kind: "rejected", rejection, delivered };
}
