import { KinesisClient } from "@aws-sdk/client-kinesis";
import { listenOnLoopback, type LoopbackServer } from "@event-lake/local-cloud/gateway";
import {
  CONNECTION_CUT,
  errorResponse,
  jsonBody,
  jsonResponse,
  type ServiceResponse,
} from "@event-lake/local-cloud/gateway";
import { sendEvents } from "../../../../tools/demo/streaming/event-sender";

/** Answers of the stream, in turn; then it takes everything. */
let answers: ((count: number) => ServiceResponse)[];
let puts: string[][];
let server: LoopbackServer;
let kinesis: KinesisClient;

beforeEach(async () => {
  answers = [];
  puts = [];
  server = await listenOnLoopback({
    handle: (request) => {
      const { Records: records = [] } = jsonBody(request) as { Records?: { Data: string }[] };
      puts.push(records.map(({ Data }) => Buffer.from(Data, "base64").toString()));
      const taken = (count: number) =>
        jsonResponse({ Records: Array.from({ length: count }, () => ({ SequenceNumber: "1" })) });
      return Promise.resolve((answers.shift() ?? taken)(records.length));
    },
    onRefused: () => undefined,
  });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  kinesis = new KinesisClient({ endpoint: server.endpoint, region: "eu-central-1", credentials, maxAttempts: 1 });
});

afterEach(async () => {
  kinesis.destroy();
  await server.close();
});

const records = ["a", "b"].map((text) => ({ data: Buffer.from(text), partitionKey: text }));

test("a call that got no answer is made again as a whole", async () => {
  answers = [() => CONNECTION_CUT];
  const sent: number[] = [];

  await sendEvents(kinesis, "events", records, (count) => {
    sent.push(count);
    return Promise.resolve();
  });

  expect(puts).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
  expect(sent).toEqual([2]);
});

test("only what a call did not take is sent again", async () => {
  answers = [() => jsonResponse({ Records: [{ SequenceNumber: "1" }, { ErrorCode: "InternalFailure" }] })];

  await sendEvents(kinesis, "events", records, () => Promise.resolve());

  expect(puts).toEqual([["a", "b"], ["b"]]);
});

test("a call that is refused is not made again", async () => {
  answers = [() => errorResponse("ResourceNotFoundException", "Stream events does not exist.")];

  await expect(sendEvents(kinesis, "events", records, () => Promise.resolve())).rejects.toThrow("does not exist");
  expect(puts).toHaveLength(1);
});

test("the next call waits until onSent has resolved", async () => {
  const many = Array.from({ length: 600 }, (_, index) => ({ data: Buffer.from("x"), partitionKey: String(index) }));
  const putsWhenSent: number[] = [];

  await sendEvents(kinesis, "events", many, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    putsWhenSent.push(puts.length);
  });

  expect(putsWhenSent).toEqual([1, 2]);
});

test("what takes nothing ten times in a row is given up", async () => {
  const nothing = () =>
    jsonResponse({ Records: [{ ErrorCode: "ProvisionedThroughputExceededException" }, { ErrorCode: "x" }] });
  answers = Array.from({ length: 10 }, () => nothing);

  await expect(sendEvents(kinesis, "events", records, () => Promise.resolve())).rejects.toThrow(
    "Stream events refused 2 records 10 times: ProvisionedThroughputExceededException",
  );
});
