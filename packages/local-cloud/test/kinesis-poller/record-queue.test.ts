import {
  lambdaEvent,
  readRecord,
  type ReadRecord,
  PAYLOAD_LIMIT_BYTES,
  RecordQueue,
} from "../../src/kinesis-poller/record-queue";
import { mappingSettings } from "../../src/kinesis-poller/mapping-settings";
import { MAPPING } from "./poller-bench";

describe("lambda event", () => {
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
});

describe("record batch", () => {
  const SETTINGS = mappingSettings(MAPPING);

  function record(sequenceNumber: number, bytes: number): ReadRecord {
    const Data = Buffer.alloc(bytes, "x");
    const source = {
      SequenceNumber: String(sequenceNumber),
      PartitionKey: "ä",
      Data,
      ApproximateArrivalTimestamp: new Date(0),
    };
    return readRecord(source, "shardId-000000000000", SETTINGS, "eu-central-1");
  }

  function queueOf(
    records: readonly ReadRecord[],
    limits = { batchSize: 10_000, batchingWindowMillis: 5000 },
  ): RecordQueue {
    const queue = new RecordQueue(limits);
    queue.add(records, 1000);
    return queue;
  }

  it("counts the window from the moment the first record was read", () => {
    const queue = queueOf([record(1, 10)]);
    queue.add([record(2, 10)], 4000);
    expect(queue.millisUntilDue(4000)).toBe(2000);
    expect(queue.millisUntilDue(9000)).toBe(0);
    expect(new RecordQueue({ batchSize: 1, batchingWindowMillis: 0 }).millisUntilDue(0)).toBeUndefined();
  });

  it("is due when it holds a full batch, and keeps what is beyond", () => {
    const queue = queueOf([record(1, 10), record(2, 10), record(3, 10)], { batchSize: 2, batchingWindowMillis: 5000 });
    expect(queue.millisUntilDue(1000)).toBe(0);
    expect(queue.takeBatch()).toHaveLength(2);
    expect(queue.length).toBe(1);
    expect(queue.millisUntilDue(1000)).toBe(5000);
  });

  // "... or the batch reaches the payload limit of 6 MB." https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
  it("is due before its window when one more record would exceed the payload limit, and stays below it to the byte", () => {
    const records = Array.from({ length: 8 }, (_, index) => record(index, 1_000_000));
    const queue = queueOf(records);
    expect(queue.millisUntilDue(1000)).toBe(0);
    const first = queue.takeBatch();
    const bytes = (count: number) => Buffer.byteLength(JSON.stringify(lambdaEvent(records.slice(0, count))));
    expect(bytes(first.length)).toBeLessThanOrEqual(PAYLOAD_LIMIT_BYTES);
    expect(bytes(first.length + 1)).toBeGreaterThan(PAYLOAD_LIMIT_BYTES);
  });

  it("knows the size of every record in the payload", () => {
    const records = [record(1, 0), record(2, 1), record(3, 2), record(4, 12_345)];
    const payload = Buffer.byteLength(JSON.stringify(lambdaEvent(records)));
    const counted = records.reduce((sum, { payloadBytes }) => sum + payloadBytes, Buffer.byteLength('{"Records":[]}'));
    expect(counted - payload).toBe(1); // the comma after the last record
  });

  it("gives a record that is larger than the limit a batch of its own", () => {
    const queue = queueOf([record(1, 7_000_000), record(2, 10)]);
    expect(queue.takeBatch().map(({ sequenceNumber }) => sequenceNumber)).toEqual(["1"]);
    expect(queue.takeBatch().map(({ sequenceNumber }) => sequenceNumber)).toEqual(["2"]);
  });
});
