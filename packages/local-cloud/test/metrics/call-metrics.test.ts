import { CONNECTION_CUT, errorResponse, jsonResponse } from "../../src/gateway/service-message";
import { callMetrics } from "../../src/metrics/call-metrics";
import { targetCall } from "../gateway/service-call";

const NOW = 1_000_000;
const ITERATOR = Buffer.from(JSON.stringify(["events", "shardId-0", "of the emulator"])).toString("base64url");
const put = targetCall("kinesis", "PutRecords", { StreamName: "events", Records: [{}, {}, {}] });
const deliver = targetCall("firehose", "PutRecordBatch", { DeliveryStreamName: "raw", Records: [{}, {}] });
const send = targetCall("sqs", "SendMessageBatch", { QueueUrl: "http://127.0.0.1/1/side" });
const write = targetCall("dynamodb", "UpdateItem", { TableName: "index" });

test.each([
  [
    "records that a shard does not take",
    put,
    jsonResponse({ FailedRecordCount: 1 }),
    "IncomingBytes 0, IncomingRecords 2, WriteProvisionedThroughputExceeded 1",
  ],
  [
    "a put that is throttled whole",
    put,
    errorResponse("ProvisionedThroughputExceededException", ""),
    "IncomingBytes 0, IncomingRecords 0, WriteProvisionedThroughputExceeded 3",
  ],
  [
    "a put that is refused for another reason",
    put,
    errorResponse("AccessDeniedException", ""),
    "IncomingBytes 0, IncomingRecords 0",
  ],
  ["a put without an answer", put, CONNECTION_CUT, "IncomingBytes 0, IncomingRecords 0"],
  [
    "records that a delivery stream does not take",
    deliver,
    jsonResponse({ FailedPutCount: 1 }),
    "IncomingBytes 0, IncomingRecords 1, ThrottledRecords 1",
  ],
  [
    "a delivery that is refused whole",
    deliver,
    errorResponse("ServiceUnavailableException", "", 503),
    "IncomingBytes 0, IncomingRecords 0, ThrottledRecords 2",
  ],
  [
    "a delivery that is no throttling",
    deliver,
    errorResponse("AccessDeniedException", ""),
    "IncomingBytes 0, IncomingRecords 0",
  ],
  ["messages that a queue took", send, jsonResponse({ Successful: [{}, {}], Failed: [{}] }), "NumberOfMessagesSent 2"],
  ["a message that a queue did not take", send, errorResponse("AccessDenied", "", 403), "NumberOfMessagesSent 0"],
  [
    "a throttled write of a table",
    write,
    errorResponse("com.amazonaws.dynamodb#ProvisionedThroughputExceededException", ""),
    "ThrottledRequests 1, WriteThrottleEvents 1",
  ],
  [
    "a throttled read of a table",
    targetCall("dynamodb", "Query", { TableName: "index" }),
    errorResponse("ThrottlingException", ""),
    "ThrottledRequests 1, ReadThrottleEvents 1",
  ],
  ["a condition that does not hold", write, errorResponse("ConditionalCheckFailedException", ""), ""],
  ["a call that nobody counts", targetCall("glue", "GetTable"), jsonResponse({}), ""],
])("%s are counted", (_title, request, response, wanted) => {
  const counted = callMetrics(request, response, NOW).map(({ name, value }) => `${name} ${value}`);

  expect(counted.join(", ")).toBe(wanted);
});

test("bytes are those of the records that were taken", () => {
  const data = (bytes: number) => ({ Data: Buffer.alloc(bytes).toString("base64") });
  const bytes = (operation: [service: string, name: string], body: object, answer: object) =>
    callMetrics(targetCall(...operation, body), jsonResponse(answer), NOW).find(({ name }) => name === "IncomingBytes")
      ?.value;

  expect(
    bytes(
      ["kinesis", "PutRecords"],
      { StreamName: "events", Records: [data(10), data(200)] },
      {
        FailedRecordCount: 1,
        Records: [{ ErrorCode: "ProvisionedThroughputExceededException" }, { ShardId: "s" }],
      },
    ),
  ).toBe(200);
  expect(bytes(["kinesis", "PutRecord"], { StreamName: "events", ...data(7) }, { ShardId: "s" })).toBe(7);
  expect(bytes(["firehose", "PutRecord"], { DeliveryStreamName: "raw", Record: data(9) }, { RecordId: "r" })).toBe(9);
});

test.each([
  ["UpdateItem", "ConsumedWriteCapacityUnits"],
  ["Query", "ConsumedReadCapacityUnits"],
])("units that %s consumed are counted when the call asked for them", (operation, metric) => {
  const call = targetCall("dynamodb", operation, { TableName: "index", ReturnConsumedCapacity: "TOTAL" });
  const counted = (answer: object) =>
    callMetrics(call, jsonResponse(answer), NOW).map(({ name, value }) => [name, value]);

  expect(counted({ ConsumedCapacity: { TableName: "index", CapacityUnits: 1.5 } })).toEqual([[metric, 1.5]]);
  expect(counted({})).toEqual([]);
});

test.each([
  ["kinesis", put, { StreamName: "events" }, jsonResponse({})],
  ["firehose", deliver, { DeliveryStreamName: "raw" }, jsonResponse({})],
  ["sqs", send, { QueueName: "side" }, jsonResponse({})],
  ["dynamodb", write, { TableName: "index" }, errorResponse("ThrottlingException", "")],
])("a metric of %s has the dimension that its alarms have", (_title, request, dimensions, response) => {
  expect(callMetrics(request, response, NOW)[0]).toMatchObject({ dimensions, at: NOW });
});

test.each([
  ["half a JSON object", { ...put, body: Buffer.from('{"Records": [') }, jsonResponse({})],
  ["an answer that is no JSON", deliver, { status: 500, headers: {}, body: Buffer.from("<html>") }],
])("%s is not counted, and no error of the call", (_title, request, response) => {
  expect(callMetrics(request, response, NOW)).toEqual([]);
});

test("a consumer is as far behind as the last record that it read is old, and not behind when it read none", () => {
  const read = targetCall("kinesis", "GetRecords", { ShardIterator: ITERATOR });
  const age = (records: readonly object[]) =>
    callMetrics(read, jsonResponse({ Records: records }), NOW).find(({ name }) => name.includes("Age"))?.value;

  expect(age([{ ApproximateArrivalTimestamp: 100 }, { ApproximateArrivalTimestamp: 400 }])).toBe(600_000);
  expect(age([])).toBe(0);
});
