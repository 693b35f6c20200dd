import { BucketCache } from "../../../../lambda-src/deduplicate/index/bucket-cache";
import {
  BucketLogClaimStore,
  MAX_LOST_RACES,
  MAX_SEGMENT_ENTRIES,
} from "../../../../lambda-src/deduplicate/index/bucket-log-claim-store";
import type { Claim, ClaimOutcome } from "../../../../lambda-src/deduplicate/index/claims";
import { ENTRY_BYTES } from "../../../../lambda-src/deduplicate/index/log-entry";
import type { SegmentLog } from "../../../../lambda-src/deduplicate/index/segment-log";
import { ARRIVED_AT, WINDOW_SECONDS } from "../kinesis-records";
import { MemorySegmentLog } from "../simulation/memory-segment-log";

/** Start of a slot. */
const NOW = Math.floor(ARRIVED_AT / 5) * 5;
const DAY = 86_400;
const EVENT_NAME = "lesson:started";

let log: MemorySegmentLog;
let calls: string[];
let clock: number;

beforeEach(() => {
  log = new MemorySegmentLog();
  calls = [];
  clock = NOW;
});

/** A warm instance of the function, new or with its own memory. */
function instance(through: Partial<SegmentLog> = {}, cachedIds = 100_000): BucketLogClaimStore {
  return new BucketLogClaimStore({
    log: {
      append: (bucket, segment) => {
        calls.push(`append ${segment.number}`);
        return through.append ? through.append(bucket, segment) : log.append(bucket, segment);
      },
      read: (bucket, fromNumber) => {
        calls.push(`read ${fromNumber}`);
        return through.read ? through.read(bucket, fromNumber) : log.read(bucket, fromNumber);
      },
    },
    geometry: { slotSeconds: 5, subBucketBits: 0 },
    windowSeconds: WINDOW_SECONDS,
    concurrency: 4,
    cache: new BucketCache(cachedIds),
    now: () => clock * 1000,
  });
}

/** @param age seconds between creation and arrival */
function claim(eventUuid: string, owner: string, { age = 0, arrivedAt = NOW } = {}): Claim {
  return { eventName: EVENT_NAME, eventUuid, owner, createdAt: arrivedAt - age, arrivedAt };
}

function kinds(outcomes: readonly ClaimOutcome[]): string[] {
  return outcomes.map(({ kind }) => kind);
}

function errorOf(outcome: ClaimOutcome | undefined): Error | undefined {
  return outcome?.kind === "failed" ? outcome.error : undefined;
}

describe("BucketLogClaimStore", () => {
  test("appends the ids of a fresh bucket as one segment, without reading it", async () => {
    const outcomes = await instance().claim([claim("a", "0"), claim("b", "1"), claim("c", "2")]);

    expect(kinds(outcomes)).toEqual(["claimed", "claimed", "claimed"]);
    expect(calls).toEqual(["append 0"]);
    expect(log.ids()).toHaveLength(3);
  });

  test("the same id of another event name is another event", async () => {
    const store = instance();
    await store.claim([claim("a", "0")]);

    expect(kinds(await store.claim([{ ...claim("a", "1"), eventName: "lesson:ended" }]))).toEqual(["claimed"]);
    expect(kinds(await store.claim([claim("a", "2")]))).toEqual(["taken"]);
  });

  test("appends one segment to each bucket, and keeps outcomes in the order of the claims", async () => {
    await instance().claim([claim("b", "other")]);
    const outcomes = await instance().claim([
      claim("a", "0", { age: 60 }),
      claim("b", "1"),
      claim("c", "2", { age: 60 }),
    ]);

    expect(kinds(outcomes)).toEqual(["claimed", "taken", "claimed"]);
    expect([...log.buckets.values()].map((segments) => segments.size)).toEqual([1, 1]);
  });

  test("reads the bucket of an event that was created well before it arrived, and appends at its end", async () => {
    await instance().claim([claim("a", "0", { age: 60 })]);
    calls = [];

    const outcomes = await instance().claim([claim("a", "9", { age: 60 }), claim("b", "1", { age: 60 })]);

    expect(kinds(outcomes)).toEqual(["taken", "claimed"]);
    expect(calls).toEqual(["read 0", "append 1"]);
  });

  test("appends to a bucket that it knows without reading it again, and knows its own duplicates without any call", async () => {
    const warm = instance();
    await warm.claim([claim("a", "0")]);
    calls = [];

    expect(kinds(await warm.claim([claim("b", "1")]))).toEqual(["claimed"]);
    expect(kinds(await warm.claim([claim("a", "2"), claim("b", "1")]))).toEqual(["taken", "claimed"]);

    expect(calls).toEqual(["append 1"]);
  });

  test("after a lost race reads only what is new to it, decides again, and appends at the new end", async () => {
    const [one, two] = [instance(), instance()];
    await one.claim([claim("a", "0")]);
    await two.claim([claim("b", "1")]);
    calls = [];

    const outcomes = await one.claim([claim("b", "2"), claim("c", "3")]);

    expect(kinds(outcomes)).toEqual(["taken", "claimed"]);
    expect(calls).toEqual(["append 1", "read 1", "append 2"]);
    expect(log.ids()).toHaveLength(3);
  });

  test("tells the owner of a taken id by its hash", async () => {
    await instance().claim([claim("a", "shard-0:1")]);

    const [outcome] = await instance().claim([claim("a", "shard-0:2")]);

    const owner = outcome?.kind === "taken" ? outcome.owner : undefined;
    expect([owner?.is("shard-0:1"), owner?.is("shard-0:2")]).toEqual([true, false]);
    expect(owner?.name).toMatch(/^with owner hash [0-9a-f]{6}$/);
  });

  test("finds its own claim when the answer was lost and the SDK's second put met the first", async () => {
    const store = instance({
      append: async (bucket, segment) => {
        await log.append(bucket, segment);
        return log.append(bucket, segment);
      },
    });

    expect(kinds(await store.claim([claim("a", "0"), claim("b", "1")]))).toEqual(["claimed", "claimed"]);
    expect(log.ids()).toHaveLength(2);
  });

  test("grants a record that is delivered again, to whichever instance, what it had claimed", async () => {
    await instance().claim([claim("a", "0"), claim("b", "1")]);

    expect(kinds(await instance().claim([claim("b", "1"), claim("a", "0"), claim("c", "2")]))).toEqual([
      "claimed",
      "claimed",
      "claimed",
    ]);
  });

  test("gives up after races that it always loses, and says which bucket it was; other buckets are not concerned", async () => {
    const store = instance({
      append: (bucket, segment) =>
        bucket.startsWith(String(NOW)) ? Promise.resolve("taken") : log.append(bucket, segment),
    });

    const outcomes = await store.claim([claim("a", "0"), claim("b", "1", { age: 60 })]);

    expect(kinds(outcomes)).toEqual(["failed", "claimed"]);
    expect(errorOf(outcomes[0])?.message).toContain(
      `Bucket ${NOW}/5/ of the deduplication index was appended to by others ${MAX_LOST_RACES} times in a row.`,
    );
    expect(calls.filter((call) => call === "append 0")).toHaveLength(MAX_LOST_RACES + 1);
  });

  test("fails only the claims that a call of the log left undecided", async () => {
    const throttled = new Error("throttled");
    await instance().claim([claim("a", "0", { age: 60 })]);
    const store = instance({ append: () => Promise.reject(throttled) });

    const outcomes = await store.claim([claim("a", "0", { age: 60 }), claim("b", "1", { age: 60 })]);

    expect(outcomes).toEqual([{ kind: "claimed" }, { kind: "failed", error: throttled }]);
  });

  test("fails the claims of a bucket with an item that it cannot read, and claims nothing in it", async () => {
    log.add(`${NOW - 60}/5/`, { number: 0, bytes: new Uint8Array(5), expiresAt: NOW + WINDOW_SECONDS });

    const outcomes = await instance().claim([claim("a", "0", { age: 60 })]);

    expect(errorOf(outcomes[0])?.message).toContain("has 5 bytes");
    expect(calls).toEqual(["read 0"]);
  });

  test("splits the ids of a huge batch into segments that are far from the largest item", async () => {
    const claims = Array.from({ length: 2 * MAX_SEGMENT_ENTRIES + 1 }, (_, index) => claim(`id-${index}`, `${index}`));

    const outcomes = await instance().claim(claims);

    expect(new Set(kinds(outcomes))).toEqual(new Set(["claimed"]));
    const sizes = log.from(`${NOW}/5/`, 0).map(({ bytes }) => bytes.length / ENTRY_BYTES);
    expect(sizes).toEqual([MAX_SEGMENT_ENTRIES, MAX_SEGMENT_ENTRIES, 1]);
    expect(MAX_SEGMENT_ENTRIES * ENTRY_BYTES).toBeLessThan(100_000);
  });

  test("stays right in a bucket that is too large to be remembered", async () => {
    const store = instance({}, 10);
    for (let batch = 0; batch < 30; batch += 1) {
      await store.claim([claim(`id-${batch}`, `${batch}`), claim("constant", `constant ${batch}`)]);
    }

    expect(log.ids()).toHaveLength(31);
  });

  test("remembers a claim for the window, counted from the end of the slot or from the arrival if that is later", async () => {
    await instance().claim([claim("a", "0")]);
    await instance().claim([claim("b", "1", { age: 3 * DAY })]);

    const expiries = [...log.buckets.values()].flatMap((segments) => [...segments.values()]);
    expect(expiries.map(({ expiresAt }) => expiresAt - WINDOW_SECONDS - NOW)).toEqual([5, 0]);
  });

  test("does not count a claim that has expired and that DynamoDB has not removed yet", async () => {
    const created = NOW - 8 * DAY;
    await instance().claim([claim("a", "0", { age: 8 * DAY })]);
    clock = NOW + WINDOW_SECONDS + 10;

    const arrivedAt = clock;
    const outcomes = await instance().claim([claim("a", "1", { age: arrivedAt - created, arrivedAt })]);

    expect(kinds(outcomes)).toEqual(["claimed"]);
  });

  test("does not trust a free number when segments may have expired: it reads, and finds the claim behind the gap", async () => {
    const created = NOW - WINDOW_SECONDS + 20;
    const bucket = `${Math.floor(created / 5) * 5}/5/`;
    await instance().claim([
      { eventName: EVENT_NAME, eventUuid: "early", owner: "0", createdAt: created, arrivedAt: created },
    ]);
    await instance().claim([
      { eventName: EVENT_NAME, eventUuid: "late", owner: "1", createdAt: created, arrivedAt: NOW },
    ]);
    log.buckets.get(bucket)?.delete(0);
    const lateInstance = instance();
    for (let age = 100; age < 300; age += 5) await lateInstance.claim([claim(`${age}`, `${age}`, { age })]);

    const outcomes = await lateInstance.claim([
      { eventName: EVENT_NAME, eventUuid: "late", owner: "2", createdAt: created, arrivedAt: NOW + 10 },
    ]);

    expect(kinds(outcomes)).toEqual(["taken"]);
  });

  test("spreads the ids of a producer whose creation time does not move, and still knows its duplicates", async () => {
    const store = instance();
    const constant = (index: number, owner: string): Claim => ({
      eventName: EVENT_NAME,
      eventUuid: `id-${index}`,
      owner,
      createdAt: 0,
      arrivedAt: NOW,
    });
    const claims = Array.from({ length: 500 }, (_, index) => constant(index, `first ${index}`));

    const first = await store.claim(claims);
    const again = await store.claim(claims.map((_, index) => constant(index, `second ${index}`)));

    expect(new Set(kinds(first))).toEqual(new Set(["claimed"]));
    expect(new Set(kinds(again))).toEqual(new Set(["taken"]));
    expect(Math.max(...[...log.buckets.values()].map((segments) => segments.size))).toBeLessThan(4);
  });

  test("finds an event older than the window whose first copy came within it", async () => {
    const createdAt = NOW - WINDOW_SECONDS;
    await instance().claim([{ eventName: EVENT_NAME, eventUuid: "a", owner: "0", createdAt, arrivedAt: NOW }]);

    const outcomes = await instance().claim([
      { eventName: EVENT_NAME, eventUuid: "a", owner: "1", createdAt, arrivedAt: NOW + 3_600 },
      { eventName: EVENT_NAME, eventUuid: "b", owner: "2", createdAt, arrivedAt: NOW + 3_600 },
    ]);

    expect(kinds(outcomes)).toEqual(["taken", "claimed"]);
  });

  test("has nothing to do without claims", async () => {
    expect(await instance().claim([])).toEqual([]);
    expect(calls).toEqual([]);
  });
});
