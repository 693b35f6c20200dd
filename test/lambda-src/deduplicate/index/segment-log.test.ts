import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { errorResponse } from "@event-lake/local-cloud/gateway";
import { BucketCache } from "../../../../lambda-src/deduplicate/index/bucket-cache";
import { BucketLogClaimStore } from "../../../../lambda-src/deduplicate/index/bucket-log-claim-store";
import type { Claim } from "../../../../lambda-src/deduplicate/index/claims";
import { DynamoDbSegmentLog } from "../../../../lambda-src/deduplicate/index/segment-log";
import { IndexUsage } from "../../../../lambda-src/deduplicate/index/index-usage";
import { logTable } from "../../../../tools/bench/stores/stores";
import { type Intercept, type LocalDynamoDb, startLocalDynamoDb } from "../../../../tools/bench/stores/local-dynamodb";
import { MeteredSegmentLog } from "../../../../tools/bench/index-cost/metered-segment-log";
import { WINDOW_SECONDS } from "../kinesis-records";

const TABLE = "log";
/** Start of a slot. */
const NOW = 1_712_513_730;
const EXPIRES_AT = 1_790_000_000;

let dynamodb: LocalDynamoDb;
let client: DynamoDBClient;
let usage: IndexUsage;
let log: DynamoDbSegmentLog;
let intercept: Intercept;
let operations: string[];

beforeEach(async () => {
  intercept = (_request, answer) => answer();
  operations = [];
  dynamodb = await startLocalDynamoDb([logTable(TABLE)], (request, answer) => {
    operations.push(request.operation);
    return intercept(request, answer);
  });
  client = new DynamoDBClient({ ...dynamodb.configuration, maxAttempts: 3 });
  usage = new IndexUsage();
  log = new DynamoDbSegmentLog({ client, table: TABLE, usage });
});

afterEach(async () => {
  client.destroy();
  await dynamodb.close();
});

function segment(number: number, bytes = Buffer.alloc(11, number)) {
  return { number, bytes, expiresAt: EXPIRES_AT };
}

function store(): BucketLogClaimStore {
  return new BucketLogClaimStore({
    log,
    geometry: { slotSeconds: 5, subBucketBits: 0 },
    windowSeconds: WINDOW_SECONDS,
    concurrency: 8,
    cache: new BucketCache(1_000),
    now: () => NOW * 1000,
  });
}

function claims(owner: string, ...ids: string[]): Claim[] {
  return ids.map((eventUuid) => ({
    eventName: "lesson:started",
    eventUuid,
    owner: `${owner}:${eventUuid}`,
    createdAt: NOW,
    arrivedAt: NOW,
  }));
}

describe("DynamoDbSegmentLog", () => {
  test("gives back the segments of one bucket, from a number on and in order", async () => {
    await log.append("a", segment(0));
    await log.append("b", segment(1));
    for (const number of [10, 9, 2]) await log.append("a", segment(number));

    const found = await log.read("a", 2);

    expect(found.map(({ number }) => number)).toEqual([2, 9, 10]);
    expect(Buffer.from(found[0]?.bytes ?? []).equals(Buffer.alloc(11, 2))).toBe(true);
    expect(found[0]?.expiresAt).toBe(EXPIRES_AT);
  });

  test("adds a segment once: of twenty that want one number, nineteen hear that it is taken", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, writer) => log.append("a", segment(0, Buffer.alloc(11, writer)))),
    );

    expect(outcomes.filter((outcome) => outcome === "appended")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "taken")).toHaveLength(19);
    expect(await log.read("a", 0)).toHaveLength(1);
  });

  test("reads a bucket of more than the megabyte that a page holds", async () => {
    for (let number = 0; number < 30; number += 1) await log.append("a", segment(number, Buffer.alloc(55_000, number)));

    const found = await log.read("a", 0);

    expect(found.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, number) => number));
    expect(usage.queries).toBe(2);
  });

  test("rejects when it is not known whether the segment was added", async () => {
    intercept = (_request, answer) =>
      answer().then(() => errorResponse("ValidationException", "The connection broke."));

    await expect(log.append("a", segment(0))).rejects.toThrow("The connection broke.");
  });

  test("names what an item lacks that another program has put", async () => {
    intercept = (request, answer) =>
      answer().then((response) =>
        request.operation === "Query"
          ? {
              ...response,
              headers: { "content-type": "application/x-amz-json-1.0" },
              body: Buffer.from('{"Items":[{"bucket":{"S":"a"}}]}'),
            }
          : response,
      );

    await expect(log.read("a", 0)).rejects.toThrow(
      "Bucket a of the deduplication index has an item that is no segment",
    );
  });

  test("counts the units that DynamoDB reports, and the bench counts the same without it", async () => {
    const counted = new IndexUsage();
    const metered = new MeteredSegmentLog(counted);
    for (const target of [log, metered]) {
      for (const [number, size] of [11, 957, 968, 979, 2_640, 55_000].entries()) {
        await target.append("1712513730/5/01", segment(number, Buffer.alloc(size)));
      }
      await target.read("1712513730/5/01", 0);
      await target.read("1712513730/5/01", 4);
    }

    expect(usage).toEqual(counted);
    expect(usage).toMatchObject({
      appends: 6,
      queries: 2,
      lostRaces: 0,
      writeUnits: 1 + 1 + 1 + 2 + 3 + 54,
      readUnits: 15 + 15,
    });
  });
});

describe("BucketLogClaimStore on DynamoDB", () => {
  test("grants an id to one of many instances that claim it at the same time, and every other id to all of them", async () => {
    const instances = Array.from({ length: 6 }, (_, index) => ({ index, claimStore: store() }));

    const outcomes = await Promise.all(
      instances.map(({ index, claimStore }) => claimStore.claim(claims(`record-${index}`, "shared", `own-${index}`))),
    );

    expect(outcomes.filter(([shared]) => shared?.kind === "claimed")).toHaveLength(1);
    expect(outcomes.filter(([shared]) => shared?.kind === "taken")).toHaveLength(5);
    expect(outcomes.map(([, own]) => own?.kind)).toEqual(instances.map(() => "claimed"));
    expect(usage.lostRaces).toBeGreaterThan(0);
  });

  test("finds its own claims after an answer was lost and the SDK sent the put again", async () => {
    let answersToLose = 1;
    intercept = async (request, answer) => {
      const response = await answer();
      if (request.operation !== "PutItem" || answersToLose === 0) return response;
      answersToLose -= 1;
      return errorResponse("InternalServerError", "The answer is lost.", 500);
    };

    const outcomes = await store().claim(claims("record", "a", "b"));

    expect(outcomes.map(({ kind }) => kind)).toEqual(["claimed", "claimed"]);
    expect(operations).toEqual(["PutItem", "PutItem", "Query"]);
  });

  test("fails the claims of a table that is throttled longer than the SDK tries, and grants them afterwards", async () => {
    intercept = () =>
      Promise.resolve(errorResponse("ProvisionedThroughputExceededException", "The level of throughput is exceeded."));
    const claimStore = store();

    const throttled = await claimStore.claim(claims("record", "a", "b"));
    intercept = (_request, answer) => answer();
    const afterwards = await claimStore.claim(claims("record", "a", "b"));

    expect(throttled.map(({ kind }) => kind)).toEqual(["failed", "failed"]);
    expect(afterwards.map(({ kind }) => kind)).toEqual(["claimed", "claimed"]);
  });
});
