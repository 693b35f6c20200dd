import { type FirehoseClient, type PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import { type KinesisClient, type PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { DeliveryErrors } from "../../../tools/redrive/delivery-errors";
import { ObjectsInMemory } from "./objects-in-memory";

let bucket: ObjectsInMemory;
let put: string[];
let denied: boolean;

beforeEach(() => {
  bucket = new ObjectsInMemory();
  put = [];
  denied = false;
});

const firehose = {
  send: ({ input: { Records = [] } }: PutRecordBatchCommand) => {
    if (denied) return Promise.reject(Object.assign(new Error("denied"), { $fault: "client" }));
    put.push(
      ...Records.flatMap(({ Data }) =>
        Buffer.from(Data ?? [])
          .toString()
          .split("\n"),
      ),
    );
    return Promise.resolve({ RequestResponses: Records.map(() => ({ RecordId: "1" })) });
  },
} as unknown as FirehoseClient;

const kinesis = {
  send: ({ input: { Records = [] } }: PutRecordsCommand) => {
    put.push(...Records.map(({ Data }) => Buffer.from(Data ?? []).toString()));
    return Promise.resolve({ Records: Records.map(() => ({ SequenceNumber: "1" })) });
  },
} as unknown as KinesisClient;

const place = (kind: "delivery-stream" | "stream" = "delivery-stream") =>
  new DeliveryErrors({
    s3: bucket.client,
    firehose,
    kinesis,
    bucket: "lake",
    bufferSeconds: 60,
    target: { kind, name: "target" },
  });

const line = (record: string) => JSON.stringify({ errorCode: "x", rawData: Buffer.from(record).toString("base64") });

test.each(["delivery-stream", "stream"] as const)(
  "records go to the %s as they were, and their object goes with them",
  async (kind) => {
    bucket.objects.set("errors/format-conversion-failed/2026/a", `${line("one")}\n${line("two")}\n`);

    const { found, done, left, note } = await place(kind).redrive({}, () => undefined);

    expect({ found, done, left }).toEqual({ found: 2, done: 2, left: new Map() });
    expect(note).toContain("60 s");
    expect(put).toEqual(["one", "two"]);
    expect(bucket.objects.size).toBe(0);
  },
);

test("what is not taken stays, with why", async () => {
  bucket.objects.set("errors/format-conversion-failed/2026/a", `${line("one")}\n`);
  denied = true;

  const { done, left } = await place().redrive({}, () => undefined);

  expect({ done, left }).toEqual({ done: 0, left: new Map([["format-conversion-failed: denied", 1]]) });
  expect(bucket.objects.size).toBe(1);
});

test("a line that holds no record keeps its object, and is counted", async () => {
  bucket.objects.set("errors/format-conversion-failed/2026/a", `${line("one")}\nnot JSON\n{}\n`);

  expect(await place().redrive({}, () => undefined)).toMatchObject({
    found: 3,
    done: 1,
    left: new Map([["a line without rawData", 2]]),
  });
  expect(bucket.objects.size).toBe(1);
});

test("only what is selected is looked at", async () => {
  bucket.objects.set("errors/format-conversion-failed/2026/a", `${line("one")}\n`);
  bucket.objects.set("errors/activePartitionExceeded/2026/a", `${line("two")}\n`);

  expect(await place().look({ reason: "activePartitionExceeded" })).toEqual(new Map([["activePartitionExceeded", 1]]));
  expect(await place().look({ since: new Date(1) })).toEqual(new Map());
});
