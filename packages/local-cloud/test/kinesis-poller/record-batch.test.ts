import { lambdaEvent, readRecord, type ReadRecord } from "../../src/kinesis-poller/lambda-event";
import { mappingSettings } from "../../src/kinesis-poller/mapping-settings";
import { PAYLOAD_LIMIT_BYTES, RecordQueue } from "../../src/kinesis-poller/record-batch";
import { MAPPING } from "./poller-bench";

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
