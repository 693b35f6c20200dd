import { newBatch } from "../../src/kinesis-poller/batch-outcome";
import {
  invocationRecord,
  invocationRecordKey,
  type DiscardedBatch,
} from "../../src/kinesis-poller/on-failure-destination";
import { lambdaEvent, readRecord } from "../../src/kinesis-poller/record-queue";
import { mappingSettings } from "../../src/kinesis-poller/mapping-settings";
import { MAPPING } from "./poller-bench";

const SETTINGS = mappingSettings(MAPPING);
const RECORDS = ["9", "10"].map((SequenceNumber) =>
  readRecord(
    {
      SequenceNumber,
      PartitionKey: "key",
      Data: Buffer.from(`data ${SequenceNumber}`),
      ApproximateArrivalTimestamp: new Date(Date.UTC(2019, 10, 14, 0, 38, Number(SequenceNumber), 835)),
    },
    "shardId-000000000001",
    SETTINGS,
    "eu-central-1",
  ),
);
const DISCARDED: DiscardedBatch = {
  settings: SETTINGS,
  shardId: "shardId-000000000001",
  batch: { ...newBatch(RECORDS), invocations: 3, lastInvocationErred: true },
  condition: "RetryAttemptsExhausted",
  discardedAt: Date.UTC(2019, 10, 14, 0, 38, 6, 21),
};

// "aws/lambda/<ESM-UUID>/<shardID>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<Random UUID>"
// https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
it("names the object as AWS does, in UTC", () => {
  expect(invocationRecordKey(DISCARDED, "c0ffee00-0000-4000-8000-000000000000")).toBe(
    "aws/lambda/a1b2c3d4-0000-4000-8000-000000000001/shardId-000000000001/2019/11/14/" +
      "2019-11-14T00.38.06-c0ffee00-0000-4000-8000-000000000000",
  );
});

// The example of an S3 invocation record on the same page; `"payload": "<Whole Event>" // Only available in S3`
it("holds the metadata of AWS's example and the whole event as text", () => {
  expect(invocationRecord(DISCARDED, "request")).toEqual({
    requestContext: {
      requestId: "request",
      functionArn: MAPPING.FunctionArn,
      condition: "RetryAttemptsExhausted",
      approximateInvokeCount: 3,
    },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    version: "1.0",
    timestamp: "2019-11-14T00:38:06.021Z",
    KinesisBatchInfo: {
      shardId: "shardId-000000000001",
      startSequenceNumber: "9",
      endSequenceNumber: "10",
      approximateArrivalOfFirstRecord: "2019-11-14T00:38:09.835Z",
      approximateArrivalOfLastRecord: "2019-11-14T00:38:10.835Z",
      batchSize: 2,
      streamArn: MAPPING.EventSourceArn,
    },
    payload: JSON.stringify(lambdaEvent(RECORDS)),
  });
});

it("names no function error after a partial response, and no response for records that were never sent", () => {
  const reported = { ...DISCARDED, batch: { ...DISCARDED.batch, lastInvocationErred: false } };
  expect(invocationRecord(reported, "request").responseContext).toEqual({
    statusCode: 200,
    executedVersion: "$LATEST",
  });
  const neverSent = { ...DISCARDED, batch: newBatch(RECORDS), condition: "RecordAgeExceeded" as const };
  expect(invocationRecord(neverSent, "request")).not.toHaveProperty("responseContext");
});
