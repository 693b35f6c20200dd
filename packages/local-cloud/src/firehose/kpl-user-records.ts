import { deaggregateSync } from "aws-kinesis-agg";

/**
 * What Firehose takes for records of a Kinesis source: those that a producer aggregated with the Kinesis Producer Library
 * are separated, before anything else is done. A record whose checksum is wrong is passed on as it is.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/writing-with-kinesis-streams.html
 * @see https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export function kplUserRecords(data: Uint8Array): Uint8Array[] {
  let separated: Uint8Array[] | undefined;
  const record = { ...UNUSED, data: Buffer.from(data).toString("base64") };
  deaggregateSync(record, true, (error: Error | undefined, userRecords) => {
    separated = error === undefined ? userRecords?.map((userRecord) => Buffer.from(userRecord.data, "base64")) : [data];
  });
  return separated ?? [data];
}

/** What the library passes through, and nobody here reads. */
const UNUSED = { approximateArrivalTimestamp: 0, kinesisSchemaVersion: "1.0", partitionKey: "", sequenceNumber: "" };
