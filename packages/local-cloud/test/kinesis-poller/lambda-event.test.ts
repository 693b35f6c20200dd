import { lambdaEvent, readRecord } from "../../src/kinesis-poller/lambda-event";
import { mappingSettings } from "../../src/kinesis-poller/mapping-settings";
import { MAPPING } from "./poller-bench";

const SETTINGS = mappingSettings({
  ...MAPPING,
  EventSourceArn: "arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream",
  FunctionArn: "arn:aws:lambda:us-east-2:123456789012:function:lambda-role",
});

// The example event of https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
it("builds the event that the Lambda guide shows", () => {
  const record = readRecord(
    {
      SequenceNumber: "49590338271490256608559692538361571095921575989136588898",
      PartitionKey: "1",
      Data: Buffer.from("Hello, this is a test."),
      ApproximateArrivalTimestamp: new Date(1_545_084_650_987),
    },
    "shardId-000000000006",
    SETTINGS,
    "us-east-2",
  );
  expect(lambdaEvent([record])).toEqual({
    Records: [
      {
        kinesis: {
          kinesisSchemaVersion: "1.0",
          partitionKey: "1",
          sequenceNumber: "49590338271490256608559692538361571095921575989136588898",
          data: "SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==",
          approximateArrivalTimestamp: 1545084650.987,
        },
        eventSource: "aws:kinesis",
        eventVersion: "1.0",
        eventID: "shardId-000000000006:49590338271490256608559692538361571095921575989136588898",
        eventName: "aws:kinesis:record",
        invokeIdentityArn: "arn:aws:iam::123456789012:role/lambda-role",
        awsRegion: "us-east-2",
        eventSourceARN: "arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream",
      },
    ],
  });
});

it("refuses a record without an arrival time instead of inventing one", () => {
  const record = { SequenceNumber: "7", PartitionKey: "1", Data: Buffer.from("x") };
  expect(() => readRecord(record, "shardId-000000000006", SETTINGS, "us-east-2")).toThrow(
    /lambda-stream, shardId-000000000006: .*ApproximateArrivalTimestamp.*sequence number 7/,
  );
});
