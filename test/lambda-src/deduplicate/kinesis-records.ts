import type { KinesisStreamRecord } from "aws-lambda";
import { decodeRecord, type StreamRecord } from "../../../lambda-src/deduplicate/record/examine-record";

/** 2024-04-07T18:15:30.500Z in Unix seconds. */
export const ARRIVED_AT = 1_712_513_730.5;

/** Seconds of seven days. */
export const WINDOW_SECONDS = 604_800;

export interface RecordProps {
  readonly shard?: string;
  /** Place in the shard, from 0. */
  readonly index?: number;
  readonly partitionKey?: string;
  readonly arrivedAt?: number;
}

/** A 56-digit sequence number that grows with `index`, as Kinesis gives them. */
export function sequenceNumber(index: number): string {
  return String(49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n + BigInt(index));
}

/** A record as Lambda passes it: text and bytes as they are, anything else as JSON. */
export function kinesisRecord(event: unknown, props: RecordProps = {}): KinesisStreamRecord {
  const { shard = "shardId-000000000000", index = 0, partitionKey = "key", arrivedAt = ARRIVED_AT } = props;
  const bytes = Buffer.isBuffer(event) ? event : Buffer.from(typeof event === "string" ? event : JSON.stringify(event));
  return {
    awsRegion: "eu-central-1",
    eventID: `${shard}:${sequenceNumber(index)}`,
    eventName: "aws:kinesis:record",
    eventSource: "aws:kinesis",
    eventSourceARN: "arn:aws:kinesis:eu-central-1:123456789012:stream/events",
    eventVersion: "1.0",
    invokeIdentityArn: "arn:aws:iam::123456789012:role/deduplicator",
    kinesis: {
      approximateArrivalTimestamp: arrivedAt,
      data: bytes.toString("base64"),
      kinesisSchemaVersion: "1.0",
      partitionKey,
      sequenceNumber: sequenceNumber(index),
    },
  };
}

export function streamRecord(event: unknown, props: RecordProps = {}): StreamRecord {
  return decodeRecord(kinesisRecord(event, props));
}

/** A valid event. */
export function validEvent(fields: Record<string, unknown> = {}) {
  return { event_uuid: "id-1", event_name: "account:created", created_at: ARRIVED_AT - 60, ...fields };
}
