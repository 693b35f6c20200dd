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
