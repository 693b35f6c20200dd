import { type InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { KinesisStreamEvent } from "aws-lambda";
import { FailedBatches } from "../../../tools/redrive/failed-batches";
import { ObjectsInMemory } from "./objects-in-memory";

const KEY = "aws/lambda/mapping/shardId-000000000000/2026/11/30/batch";
let bucket: ObjectsInMemory;
/** What the function has delivered: each record as often as it was. */
let delivered: string[];
/** Sequence numbers that the function gives back. */
let refused: Set<string>;
/** Sequence numbers that end the function. */
let poison: Set<string>;

beforeEach(() => {
  bucket = new ObjectsInMemory();
  delivered = [];
  refused = new Set();
  poison = new Set();
});

/** As the deduplicator: it delivers what is before the lowest failed record. */
const lambda = {
  send: ({ input: { Payload } }: InvokeCommand) => {
    const { Records } = JSON.parse(Buffer.from(Payload as Uint8Array).toString()) as KinesisStreamEvent;
    const numbers = Records.map(({ kinesis }) => kinesis.sequenceNumber);
    if (numbers.some((number) => poison.has(number))) {
      const answer = { errorType: "TypeError", errorMessage: "no such thing" };
      return Promise.resolve({ FunctionError: "Unhandled", Payload: Buffer.from(JSON.stringify(answer)) });
    }
    const failed = numbers.find((number) => refused.has(number));
    delivered.push(...(failed === undefined ? numbers : numbers.slice(0, numbers.indexOf(failed))));
    const log = JSON.stringify({ level: "ERROR", stage: "delivery", error: "Denied", message: "not allowed" });
    return Promise.resolve({
      Payload: Buffer.from(
        JSON.stringify({ batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] }),
      ),
      LogResult: Buffer.from(failed === undefined ? "" : `${log}\n{"_aws":{}}\n`).toString("base64"),
    });
  },
} as unknown as LambdaClient;

function giveUp(key: string, numbers: readonly string[]): void {
  const Records = numbers.map((sequenceNumber) => ({ eventID: `s:${sequenceNumber}`, kinesis: { sequenceNumber } }));
  const batch = { requestContext: { condition: "RetryAttemptsExhausted" }, payload: JSON.stringify({ Records }) };
  bucket.objects.set(key, JSON.stringify(batch));
}

const place = () => new FailedBatches({ s3: bucket.client, lambda, bucket: "failures", functionName: "deduplicator" });
const redrive = (selection = {}) => place().redrive(selection, () => undefined);

/** Sequence numbers of what is still set aside. */
function setAside(): readonly string[] {
  return [...bucket.objects.values()].flatMap((text) => {
    const { payload } = JSON.parse(text) as { readonly payload: string };
    return (JSON.parse(payload) as KinesisStreamEvent).Records.map(({ kinesis }) => kinesis.sequenceNumber);
  });
}

test("a batch whose cause is gone goes through the function as it was, and is set aside no more; a second redrive does nothing", async () => {
  giveUp(KEY, ["1", "2", "3"]);

  expect(await redrive()).toEqual({ found: 3, done: 3, left: new Map() });
  expect(delivered).toEqual(["1", "2", "3"]);
  expect(await redrive()).toEqual({ found: 0, done: 0, left: new Map() });
  expect(delivered).toHaveLength(3);
});

test("what still fails stays alone, with its new reason from the function's log, and all around it is delivered", async () => {
  giveUp(KEY, ["1", "2", "3", "4"]);
  refused.add("2");

  const left = new Map([["delivery: Denied: not allowed", 1]]);
  expect(await redrive()).toEqual({ found: 4, done: 3, left });
  expect(delivered).toEqual(["1", "3", "4"]);
  expect(setAside()).toEqual(["2"]);
  expect(await place().look({})).toEqual(left);
  expect(await place().look({ reason: "delivery" })).toEqual(left);
  expect(await place().look({ reason: "claim" })).toEqual(new Map());
});

test("of a record that ends the function, halves find which it is", async () => {
  giveUp(KEY, ["1", "2", "3", "4", "5"]);
  poison.add("4");

  expect(await redrive()).toEqual({ found: 5, done: 4, left: new Map([["TypeError: no such thing", 1]]) });
  expect(new Set(delivered)).toEqual(new Set(["1", "2", "3", "5"]));
  expect(setAside()).toEqual(["4"]);
});

test("while the cause is not gone nothing is lost, and three records in a row are tried, not all", async () => {
  giveUp(`${KEY}-1`, ["1", "2", "3", "4"]);
  giveUp(`${KEY}-2`, ["5", "6"]);
  for (const number of ["1", "2", "3", "4", "5", "6"]) refused.add(number);

  const { found, done, left, note } = await redrive();

  expect([found, done]).toEqual([6, 0]);
  expect(left).toEqual(
    new Map([
      ["delivery: Denied: not allowed", 3],
      ["RetryAttemptsExhausted", 3],
    ]),
  );
  expect(note).toContain("the cause is not gone");
  expect(setAside()).toEqual(["1", "2", "3", "4", "5", "6"]);
});

test("killed between a delivery and the end of its batch, and repeated, it delivers every record", async () => {
  giveUp(`${KEY}-1`, ["1", "2"]);
  giveUp(`${KEY}-2`, ["3"]);
  bucket.beforeWrite = () => {
    throw new Error("killed");
  };
  await expect(redrive()).rejects.toThrow("killed");
  expect(setAside()).toEqual(["1", "2", "3"]);

  bucket.beforeWrite = () => undefined;
  expect(await redrive()).toMatchObject({ done: 3 });
  // Twice delivered: the same records, which the function knows as owners, and the job stores once.
  expect(delivered).toEqual(["1", "2", "1", "2", "3"]);
  expect(setAside()).toEqual([]);
});

test("an object that Lambda did not write is named", async () => {
  bucket.objects.set(KEY, "{}");

  await expect(redrive()).rejects.toThrow(`s3://failures/${KEY} is no invocation record of Lambda`);
});
