import type { ClaimOutcome } from "../../../lambda-src/deduplicate/index/claims";
import { deduplicateBatch, type DeduplicateProps } from "../../../lambda-src/deduplicate/deduplicate-batch";
import type { StageFailure } from "../../../lambda-src/deduplicate/failure";
import { FIREHOSE_LIMITS } from "../../../lambda-src/deduplicate/delivery/pack-records";
import type { SideMessage } from "../../../lambda-src/deduplicate/side-queue/side-message";
import type { SideQueue } from "../../../lambda-src/deduplicate/side-queue/sqs-side-queue";
import { kinesisRecord, sequenceNumber, validEvent } from "./kinesis-records";
import { plentyOfTime, recordingPolicy } from "./resend-policy";

const SHARD = "shardId-000000000000";

let steps: string[];
let failures: StageFailure[];

beforeEach(() => {
  steps = [];
  failures = [];
});

/** Services that accept everything and note what they are given, by event id or index in the batch. */
function services(props: Partial<DeduplicateProps> = {}): DeduplicateProps {
  return {
    claimStore: {
      claim: (claims) => {
        steps.push(`claim ${claims.map(({ eventUuid }) => eventUuid).join()}`);
        return Promise.resolve(claims.map((): ClaimOutcome => ({ kind: "claimed" })));
      },
    },
    duplicatesQueue: queue("duplicate"),
    quarantineQueue: queue("quarantine"),
    deliveryStream: {
      putRecords: (records) => {
        const lines = records.flatMap((record) => record.toString().split("\n"));
        const ids = lines.map((line) => (JSON.parse(line) as { event_uuid: string | null }).event_uuid ?? "!");
        steps.push(`deliver ${ids.join()}`);
        return Promise.resolve(records.map(() => null));
      },
    },
    contracts: new Map(),
    deliveryPolicy: { limits: FIREHOSE_LIMITS, resend: recordingPolicy({ maxTries: 1 }) },
    onFailure: (failure) => failures.push(failure),
    ...props,
  };
}

function queue(name: string, refuses: (message: SideMessage) => boolean = () => false): SideQueue {
  return {
    send: (messages) => {
      steps.push(`${name} ${messages.map(({ record }) => indexOf(record.sequenceNumber)).join()}`);
      return Promise.resolve(messages.map((message) => (refuses(message) ? new Error("queue is down") : null)));
    },
  };
}

function indexOf(sequence: string): number {
  return Number(BigInt(sequence) - BigInt(sequenceNumber(0)));
}

/** Letters are ids of valid events; `!` is a rejected one. */
function batch(letters: string) {
  return Array.from(letters).map((letter, index) =>
    kinesisRecord(letter === "!" ? letter : validEvent({ event_uuid: letter }), { index }),
  );
}

function failingClaim(id: string): DeduplicateProps["claimStore"] {
  return {
    claim: (claims) =>
      Promise.resolve(
        claims.map(({ eventUuid }) =>
          eventUuid === id ? { kind: "failed", error: new Error("throttled") } : { kind: "claimed" },
        ),
      ),
  };
}

describe("deduplicateBatch", () => {
  test("claims, queues what is not delivered, and delivers, in this order", async () => {
    const result = await deduplicateBatch(batch("ab!a!c"), plentyOfTime, services());

    expect(steps).toEqual(["claim a,b,c", "quarantine 2,4", "duplicate 3", "deliver a,b,!,!,c"]);
    expect(result).toEqual({
      lowestFailed: undefined,
      counts: {
        received: 6,
        delivered: 3,
        duplicates: 1,
        quarantined: 2,
        failed: 0,
        late: 0,
        uncontracted: 3,
        quarantineReasons: { not_json: 2 },
      },
    });
    expect(failures).toEqual([]);
  });

  test("does nothing for an empty batch", async () => {
    expect(await deduplicateBatch([], plentyOfTime, services())).toMatchObject({ counts: { received: 0 } });
    expect(steps).toEqual([]);
  });

  test("neither delivers nor queues anything past a claim that failed", async () => {
    const result = await deduplicateBatch(batch("a!b!a"), plentyOfTime, services({ claimStore: failingClaim("b") }));

    expect(steps).toEqual(["quarantine 1", "deliver a,!"]);
    expect(result).toMatchObject({
      lowestFailed: sequenceNumber(2),
      counts: { received: 5, delivered: 1, quarantined: 1, failed: 3 },
    });
    expect(failures).toEqual([
      { stage: "claim", record: `${SHARD}:${sequenceNumber(2)}`, error: new Error("throttled") },
    ]);
  });

  test("delivers nothing past a corrupted record that the quarantine queue did not take", async () => {
    const quarantineQueue = queue("quarantine", ({ record }) => indexOf(record.sequenceNumber) === 3);

    const result = await deduplicateBatch(batch("a!b!ca"), plentyOfTime, services({ quarantineQueue }));

    expect(steps).toEqual(["claim a,b,c", "quarantine 1,3", "deliver a,!,b"]);
    expect(result.lowestFailed).toBe(sequenceNumber(3));
    expect(failures).toMatchObject([{ stage: "quarantine_queue", record: `${SHARD}:${sequenceNumber(3)}` }]);
  });

  test("delivers nothing past a duplicate that the duplicates queue did not take", async () => {
    const duplicatesQueue = queue("duplicate", () => true);

    const result = await deduplicateBatch(batch("abac"), plentyOfTime, services({ duplicatesQueue }));

    expect(steps.at(-1)).toBe("deliver a,b");
    expect(result.lowestFailed).toBe(sequenceNumber(2));
    expect(failures).toMatchObject([{ stage: "duplicates_queue" }]);
  });

  test("takes a queue without an outcome for a message as a failure of the message", async () => {
    const duplicatesQueue: SideQueue = { send: () => Promise.resolve([]) };

    const result = await deduplicateBatch(batch("aa"), plentyOfTime, services({ duplicatesQueue }));

    expect(result.lowestFailed).toBe(sequenceNumber(1));
  });

  test("reports the first event that the delivery stream did not take, and not the records before it", async () => {
    const deliveryStream = { putRecords: () => Promise.reject(new Error("no such stream")) };
    const owner = { name: "another", is: () => false };
    const claimStore: DeduplicateProps["claimStore"] = {
      claim: (claims) =>
        Promise.resolve(
          claims.map(({ eventUuid }) => (eventUuid === "x" ? { kind: "taken", owner } : { kind: "claimed" })),
        ),
    };

    const result = await deduplicateBatch(batch("xxab"), plentyOfTime, services({ deliveryStream, claimStore }));

    expect(result).toMatchObject({
      lowestFailed: sequenceNumber(2),
      counts: { duplicates: 2, failed: 2, delivered: 0 },
    });
    expect(failures).toEqual([
      { stage: "delivery", record: `${SHARD}:${sequenceNumber(2)}`, error: new Error("no such stream") },
    ]);
  });

  test("delivers the record that owns the id, although another of the batch is before it", async () => {
    const owner = { name: "with some hash", is: (other: string) => other === `${SHARD}:${sequenceNumber(1)}` };
    const claimStore = { claim: () => Promise.resolve<ClaimOutcome[]>([{ kind: "taken", owner }]) };

    const result = await deduplicateBatch(batch("aaa"), plentyOfTime, services({ claimStore }));

    expect(steps).toEqual(["duplicate 0,2", "deliver a"]);
    expect(result.counts).toMatchObject({ delivered: 1, duplicates: 2 });
  });

  test("delivers nothing of a record of which one event could not be claimed: Lambda sends all of it again", async () => {
    const three = ["a", "b", "c"].map((id) => JSON.stringify(validEvent({ event_uuid: id }))).join("\n");
    const records = [kinesisRecord(validEvent({ event_uuid: "z" }), { index: 0 }), kinesisRecord(three, { index: 1 })];

    const result = await deduplicateBatch(records, plentyOfTime, services({ claimStore: failingClaim("c") }));

    expect(steps).toEqual(["deliver z"]);
    expect(result).toMatchObject({ lowestFailed: sequenceNumber(1), counts: { received: 4, delivered: 1, failed: 3 } });
    expect(failures).toMatchObject([{ record: `${SHARD}:${sequenceNumber(1)}:2` }]);
  });

  test("stores the corrected copy of an event that broke its contract", async () => {
    const contracts = new Map([["account:created", [{ name: "i", type: "bigint", required: false } as const]]]);
    const records = ["bad", 7].map((i, index) => kinesisRecord(validEvent({ event_uuid: "d6", i }), { index }));

    const result = await deduplicateBatch(records, plentyOfTime, services({ contracts }));

    expect(steps).toEqual(["claim d6", "quarantine 0", "deliver d6,d6"]);
    expect(result.counts).toMatchObject({ delivered: 1, quarantineReasons: { wrong_type: 1 } });
  });
});
