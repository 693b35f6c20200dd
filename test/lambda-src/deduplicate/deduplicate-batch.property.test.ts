import { MAX_SEGMENT_ENTRIES } from "../../../lambda-src/deduplicate/index/bucket-log-claim-store";
import { ENTRY_BYTES } from "../../../lambda-src/deduplicate/index/log-entry";
import { FIREHOSE_LIMITS } from "../../../lambda-src/deduplicate/delivery/pack-records";
import { ARRIVED_AT, kinesisRecord, sequenceNumber } from "./kinesis-records";
import { SimulatedItemIndex, SimulatedLogIndex } from "./simulation/simulated-indexes";
import { readShard, type Turn } from "./simulation/simulated-shard";
import { kplAggregate } from "../../../tools/demo/sample/kpl-aggregate";
import { type Fault, type SimulatedIndex, SimulatedWorld } from "./simulation/simulated-world";

import fc from "fast-check";

/** Runs of each property: 300, or what the variable says, as `npm run test:unit` does. */
const PROPERTY_RUNS = Number(process.env["PROPERTY_RUNS"] ?? 300);

/** An event with one of a few ids, or bytes that are no event. */
type Content = { readonly id: number } | { readonly rejected: (owner: string) => string; readonly reason: string };

/** A record of the stream: one of these, or some that a producer aggregated. */
type StreamContent = Content | readonly Content[];

interface Scenario {
  /** Contents of each shard, in order. The same id may be in all of them. */
  readonly shards: readonly (readonly StreamContent[])[];
  readonly turns: readonly (readonly Turn[])[];
  readonly faults: readonly Fault[];
  readonly eventsPerRecord: number;
  readonly recordsPerCall: number;
}

/** Who reads the shards: each by itself, the second after it the first was closed by a reshard, or two workers each. */
type Readers = "parallel" | "resharded" | "two workers";

/** By their envelope, and by the contract, which says that `score` is a number. */
const REJECTED: readonly Content[] = [
  { rejected: (owner) => `{"half":"${owner}`, reason: "not_json" },
  { rejected: (owner) => `"${owner}"`, reason: "not_an_object" },
  { rejected: (owner) => `{"record":"${owner}"}`, reason: "missing_field" },
  { rejected: (owner) => `{"event_uuid":1,"event_name":"${owner}","created_at":1}`, reason: "wrong_type" },
  { rejected: (owner) => `{"event_uuid":"${owner}","event_name":":","created_at":1}`, reason: "invalid_value" },
  // A copy of an event, broken by its contract: it must not claim the id.
  {
    rejected: (owner) =>
      JSON.stringify({
        event_uuid: "id-0",
        event_name: "contracted",
        created_at: ARRIVED_AT - 1,
        score: "high",
        owner,
      }),
    reason: "wrong_type",
  },
];

const DAY = 86_400;

/** Seconds between creation and arrival, by id: several share a bucket; one is ahead of the clock, one past the window. */
const AGES = [1, 1, 2, 6 * DAY, -30, 8 * DAY] as const;

const content = fc.oneof(
  { weight: 5, arbitrary: fc.record({ id: fc.nat({ max: AGES.length - 1 }) }) },
  { weight: 1, arbitrary: fc.constantFrom(...REJECTED) },
);
const shard = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: content },
    { weight: 1, arbitrary: fc.array(content, { minLength: 1, maxLength: 4 }) },
  ),
  { maxLength: 10 },
);
const turns = fc.array(
  fc.record({
    batchSize: fc.integer({ min: 1, max: 10 }),
    hurried: fc.nat({ max: 9 }).map((n) => n === 0),
    rewind: fc.oneof(
      { weight: 4, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }) },
    ),
    instance: fc.nat({ max: 1 }),
  }),
  { maxLength: 8 },
);

function faults(...kinds: readonly Fault["kind"][]) {
  return fc.array(
    fc.record({ kind: fc.constantFrom<Fault["kind"]>("none", ...kinds), mask: fc.nat({ max: 0xffff }) }),
    {
      maxLength: 30,
    },
  );
}

const anyFault = faults("none", "crash_before", "crash_after", "reject_before", "reject_after", "partial", "partial");
const small = fc.integer({ min: 1, max: 3 });
const scenario = fc.record<Scenario>({
  shards: fc.tuple(shard, shard),
  turns: fc.tuple(turns, turns),
  faults: anyFault,
  eventsPerRecord: small,
  recordsPerCall: small,
});

interface PlacedContent {
  readonly content: Content;
  /** `shard:sequenceNumber`, and `:subSequenceNumber` in an aggregate. */
  readonly owner: string;
}

/** Every content of a scenario with its place. */
function contentsOf({ shards }: Scenario): PlacedContent[] {
  return shards.flatMap((contents, shardIndex) =>
    contents.flatMap((found, index) => {
      const record = `shard-${shardIndex}:${sequenceNumber(index)}`;
      if (!isAggregate(found)) return [{ content: found, owner: record }];
      return found.map((one, place) => ({ content: one, owner: `${record}:${place}` }));
    }),
  );
}

function isAggregate(found: StreamContent): found is readonly Content[] {
  return Array.isArray(found);
}

function recordsOf({ shards }: Scenario) {
  return shards.map((contents, shardIndex) =>
    contents.map((found, index) => {
      const place = { shard: `shard-${shardIndex}`, index, arrivedAt: ARRIVED_AT + index };
      const record = `${place.shard}:${sequenceNumber(index)}`;
      return kinesisRecord(
        isAggregate(found)
          ? kplAggregate(found.map((one, part) => bytesOf(one, `${record}:${part}`)))
          : bytesOf(found, record),
        place,
      );
    }),
  );
}

function bytesOf(content: Content, record: string): Buffer {
  if ("rejected" in content) return Buffer.from(content.rejected(record));
  const created_at = ARRIVED_AT - (AGES[content.id] ?? 0);
  return Buffer.from(
    JSON.stringify({ event_uuid: `id-${content.id}`, event_name: "contracted", created_at, score: 1, record }),
  );
}

/** Runs a scenario to its end and returns what the services hold. */
async function play(
  given: Scenario,
  scheduler: fc.Scheduler,
  index: SimulatedIndex,
  readers: Readers = "parallel",
): Promise<SimulatedWorld> {
  const { eventsPerRecord, recordsPerCall } = given;
  const world = new SimulatedWorld({
    faults: given.faults,
    limits: { ...FIREHOSE_LIMITS, eventsPerRecord, call: { ...FIREHOSE_LIMITS.call, entries: recordsPerCall } },
    index,
    pause: () => scheduler.schedule(Promise.resolve()),
  });
  const shards = recordsOf(given);
  const read = (place: number) => readShard(shards[place] ?? [], given.turns[place] ?? [], world);
  const secondWorker = (place: number) => readShard(shards[place] ?? [], [], world);
  const reading =
    readers === "resharded"
      ? [read(0).then(() => read(1))]
      : [read(0), read(1), ...(readers === "two workers" ? [secondWorker(0), secondWorker(1)] : [])];
  await scheduler.waitFor(Promise.all(reading));
  return world;
}

function ownersById(given: Scenario): Map<string, string[]> {
  const byId = new Map<string, string[]>();
  for (const { content, owner } of contentsOf(given)) {
    if ("rejected" in content) continue;
    const id = `id-${content.id}`;
    byId.set(id, [...(byId.get(id) ?? []), owner]);
  }
  return byId;
}

/** One record of each id is delivered, all others are duplicates; never both. */
function expectOneRecordOfEachId(given: Scenario, world: SimulatedWorld): void {
  const delivered = new Set(world.delivered);
  const duplicates = new Set(world.duplicates);
  const wrong = [...ownersById(given)].filter(
    ([, owners]) =>
      owners.filter((owner) => delivered.has(owner)).length !== 1 ||
      owners.some((owner) => delivered.has(owner) === duplicates.has(owner)),
  );
  expect(wrong).toEqual([]);
}

/** Each rejected record is in the quarantine queue, with its reason, and is delivered to be kept; nothing else is. */
function expectRejectedInQuarantine(given: Scenario, world: SimulatedWorld): void {
  const rejected = contentsOf(given).flatMap(({ content, owner }) =>
    "rejected" in content ? [{ reason: content.reason, owner }] : [],
  );
  const quarantined = new Set(world.quarantine.map(({ owner, reason }) => `${owner} ${reason}`));
  expect([...quarantined].sort()).toEqual(rejected.map(({ owner, reason }) => `${owner} ${reason}`).sort());
  expect([...new Set(world.rejected)].sort()).toEqual(rejected.map(({ owner }) => owner).sort());
}

function expectEachIdInTheLogOnce({ log }: SimulatedLogIndex): void {
  const ids = log.ids();
  expect(ids).toEqual([...new Set(ids)]);
  const segments = [...log.buckets.values()].flatMap((bucket) => [...bucket.values()]);
  expect(segments.filter(({ bytes }) => bytes.length > MAX_SEGMENT_ENTRIES * ENTRY_BYTES)).toEqual([]);
}

const INDEXES = [
  { name: "one item for each event", makeIndex: (remembersOwner = true) => new SimulatedItemIndex(remembersOwner) },
  { name: "a log for each bucket", makeIndex: (remembersOwner = true) => new SimulatedLogIndex(remembersOwner) },
];

describe.each(INDEXES)(
  "deduplicateBatch with $name, whatever the batches, redeliveries, crashes and failures",
  ({ makeIndex }) => {
    test.each<Readers>(["parallel", "resharded", "two workers"])(
      "delivers one record of each id, sends all others to the duplicates queue and rejected ones to quarantine (%s)",
      async (readers) => {
        await fc.assert(
          fc.asyncProperty(scenario, fc.scheduler(), async (given, scheduler) => {
            const index = makeIndex();
            const world = await play(given, scheduler, index, readers);

            expectOneRecordOfEachId(given, world);
            expectRejectedInQuarantine(given, world);
            if (index instanceof SimulatedLogIndex) expectEachIdInTheLogOnce(index);
          }),
          { numRuns: PROPERTY_RUNS },
        );
      },
    );

    test("delivers again only what was not reported as done: each owner has one delivery that was answered and reported", async () => {
      await fc.assert(
        fc.asyncProperty(scenario, fc.scheduler(), async (given, scheduler) => {
          const world = await play(given, scheduler, makeIndex());

          expect(world.acknowledged.slice().sort()).toEqual([...new Set(world.delivered)].sort());
        }),
        { numRuns: PROPERTY_RUNS },
      );
    });

    test("delivers each id exactly once when no outcome is lost and a call holds one record", async () => {
      const nothingLost = fc.record<Scenario>({
        shards: fc.tuple(shard, shard),
        turns: fc.tuple(turns, turns).map((both) => both.map((some) => some.map((turn) => ({ ...turn, rewind: 0 })))),
        faults: faults("reject_before", "partial").map((some) =>
          some.map(({ kind, mask }) => ({ kind, mask: mask & 0x5555 })),
        ),
        eventsPerRecord: small,
        recordsPerCall: fc.constant(1),
      });

      await fc.assert(
        fc.asyncProperty(nothingLost, fc.scheduler(), async (given, scheduler) => {
          const world = await play(given, scheduler, makeIndex());

          expect(world.delivered).toHaveLength(ownersById(given).size);
        }),
        { numRuns: PROPERTY_RUNS },
      );
    });

    test("would lose events if the index did not remember the owner: the same property finds it", async () => {
      const outcome = await fc.check(
        fc.asyncProperty(scenario, fc.scheduler(), async (given, scheduler) => {
          const world = await play(given, scheduler, makeIndex(false));

          for (const owners of ownersById(given).values()) {
            expect(owners.some((owner) => world.delivered.includes(owner))).toBe(true);
          }
        }),
        { numRuns: 1_000, seed: 1 },
      );

      expect(outcome.failed).toBe(true);
      expect(outcome.counterexample?.[0].faults.some((fault) => fault.kind !== "none")).toBe(true);
    });
  },
);
