import { type FirehoseClient, type PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { Duplicates } from "../../../tools/redrive/duplicates";
import { ObjectsInMemory } from "./objects-in-memory";

/** Messages by id; a queue gives the same ones again until they are deleted. */
let messages: Map<string, string>;
let put: string[];
let killed: boolean;

beforeEach(() => {
  messages = new Map();
  put = [];
  killed = false;
});

const sqs = {
  send: (command: unknown) => {
    if (command instanceof GetQueueUrlCommand) return Promise.resolve({ QueueUrl: "url" });
    if (command instanceof GetQueueAttributesCommand) {
      return Promise.resolve({ Attributes: { ApproximateNumberOfMessages: String(messages.size) } });
    }
    if (command instanceof ReceiveMessageCommand) {
      const some = [...messages].slice(0, 10).map(([id, Body]) => ({ MessageId: id, ReceiptHandle: id, Body }));
      // What is not deleted comes again, behind the others.
      for (const { MessageId, Body } of some) {
        messages.delete(MessageId);
        messages.set(MessageId, Body);
      }
      return Promise.resolve({ Messages: some });
    }
    if (command instanceof DeleteMessageBatchCommand) {
      if (killed) return Promise.reject(new Error("killed"));
      for (const { ReceiptHandle = "" } of command.input.Entries ?? []) messages.delete(ReceiptHandle);
      return Promise.resolve({});
    }
    return Promise.reject(new Error("The queue of the test does not know this call."));
  },
} as unknown as SQSClient;

const firehose = {
  send: ({ input: { Records = [] } }: PutRecordBatchCommand) => {
    for (const { Data } of Records) {
      for (const text of Buffer.from(Data ?? [])
        .toString()
        .split("\n")) {
        put.push((JSON.parse(text) as { readonly event_uuid: string }).event_uuid);
      }
    }
    return Promise.resolve({ RequestResponses: Records.map(() => ({ RecordId: "1" })) });
  },
} as unknown as FirehoseClient;

const place = () =>
  new Duplicates({
    sqs,
    s3: new ObjectsInMemory().client,
    firehose,
    queue: "duplicates",
    deliveryStream: "delivery",
    contracts: new Map(),
  });

function duplicate(id: string, event: object = { event_uuid: id, event_name: "a:b", created_at: 100 }): void {
  const body = {
    reason: "duplicate",
    shard_id: "shardId-0",
    sequence_number: "1",
    partition_key: id,
    approximate_arrival_timestamp: 100,
    event_base64: Buffer.from(JSON.stringify(event)).toString("base64"),
  };
  messages.set(id, JSON.stringify(body));
}

const redrive = (selection = {}) => place().redrive(selection, () => undefined);

test("every message is delivered once and leaves the queue; a second redrive does nothing", async () => {
  const ids = Array.from({ length: 1_203 }, (_, index) => `e${index}`);
  for (const id of ids) duplicate(id);

  expect(await place().look()).toEqual(new Map([["duplicate", 1_203]]));
  expect(await redrive()).toEqual({ found: 1_203, done: 1_203, left: new Map() });
  expect([...put].sort()).toEqual([...ids].sort());
  expect(await redrive()).toEqual({ found: 0, done: 0, left: new Map() });
});

test("an event that is none by now stays in the queue, with why", async () => {
  duplicate("good");
  duplicate("bad", { event_uuid: "bad", event_name: "a:b" });

  expect(await redrive()).toEqual({ found: 2, done: 1, left: new Map([["missing_field", 1]]) });
  expect([...messages.keys()]).toEqual(["bad"]);
});

test("what is not selected stays in the queue", async () => {
  duplicate("mine");
  duplicate("other", { event_uuid: "other", event_name: "c:d", created_at: 100 });

  expect(await redrive({ event: "a:b", since: new Date(100_000) })).toEqual({ found: 1, done: 1, left: new Map() });
  expect(await redrive({ since: new Date(100_001) })).toMatchObject({ found: 0 });
  expect([...messages.keys()]).toEqual(["other"]);
});

test("killed between a delivery and its message, and repeated, it delivers the event again and nothing is lost", async () => {
  duplicate("one");
  killed = true;
  await expect(redrive()).rejects.toThrow("killed");

  killed = false;
  expect(await redrive()).toMatchObject({ done: 1 });
  expect(put).toEqual(["one", "one"]);
  expect(messages.size).toBe(0);
});
