import type { StreamRecord } from "../record/examine-record";
import type { RejectionReason } from "../../interface";

/** A record that is not delivered, and why. */
export interface SideMessage {
  readonly reason: RejectionReason | "duplicate";
  /** One sentence: the value received and the rule; for a duplicate, which record owns the id. */
  readonly detail: string;
  readonly record: StreamRecord;
}

/** Body of a message that carries the event itself, as ASCII JSON: its length is its size in bytes. */
export function messageBody(message: SideMessage): string {
  return asciiJson({ ...placeAndReason(message), event_base64: message.record.bytes.toString("base64") });
}

/** Body of a message that points at the event. @param eventUri `s3://bucket/key` of the original bytes */
export function pointerBody(message: SideMessage, eventUri: string): string {
  return asciiJson({ ...placeAndReason(message), event_s3_uri: eventUri });
}

/** Key in the failures bucket for an event that is too large for a queue: the same on every redelivery. */
export function oversizedKey(message: SideMessage): string {
  const { shardId, sequenceNumber, subSequenceNumber } = message.record;
  const place = subSequenceNumber === undefined ? sequenceNumber : `${sequenceNumber}-${subSequenceNumber}`;
  return `oversized/${message.reason}/${shardId}/${place}`;
}

function placeAndReason({ reason, detail, record }: SideMessage) {
  return {
    reason,
    detail,
    shard_id: record.shardId,
    sequence_number: record.sequenceNumber,
    sub_sequence_number: record.subSequenceNumber,
    partition_key: record.partitionKey,
    approximate_arrival_timestamp: record.arrivedAt,
  };
}

/**
 * SQS refuses a call with U+FFFE or U+FFFF in a body, and a producer chooses the partition key and the values in `detail`:
 * everything beyond ASCII is escaped.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
