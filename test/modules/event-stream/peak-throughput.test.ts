import { KinesisShardSplits } from "@event-lake/local-cloud/amendments/kinesis-streams";
import { jsonBody, jsonResponse, type ServiceRequest, type ServiceResponse } from "@event-lake/local-cloud/gateway";
import { StreamQuotas } from "@event-lake/local-cloud/quotas/stream-quotas";
import fc from "fast-check";
import { streamShards } from "../../../modules/event-stream";
import { neededShards, peakEventsPerSecond } from "../../../modules/input-rules/peak-traffic";

/** Records of one PutRecords, at most. */
const CALL_RECORDS = 500;
const CALLS_A_SECOND = 10;
const HASHES = 2n ** 128n;

/** The local cloud's quotas in front of a stream with so many shards of the same size, and what the stream has taken. */
function streamOf(shards: number) {
  const clock = { time: 0, now: () => clock.time };
  const taken: string[] = [];
  const emulator = ({ operation, body }: ServiceRequest): Promise<ServiceResponse> => {
    if (operation === "ListShards") {
      const size = HASHES / BigInt(shards);
      const Shards = Array.from({ length: shards }, (_, index) => ({
        ShardId: `shardId-${index}`,
        HashKeyRange: {
          StartingHashKey: String(BigInt(index) * size),
          EndingHashKey: String(index === shards - 1 ? HASHES - 1n : BigInt(index + 1) * size - 1n),
        },
      }));
      return Promise.resolve(jsonResponse({ Shards }));
    }
    const { Records } = JSON.parse(body.toString()) as { Records: { PartitionKey: string }[] };
    taken.push(...Records.map(({ PartitionKey }) => PartitionKey));
    return Promise.resolve(jsonResponse({ FailedRecordCount: 0, Records: Records.map(() => ({ ShardId: "?" })) }));
  };
  const quotas = new StreamQuotas({ shards: new KinesisShardSplits(), clock, accountId: "123456789012" });
  /** @returns the keys that are to be put again */
  const put = async (keys: readonly string[], data: string): Promise<readonly string[]> => {
    const body = { StreamName: "s", Records: keys.map((PartitionKey) => ({ PartitionKey, Data: data })) };
    const request: ServiceRequest = {
      ...{ method: "POST", path: "/", headers: {}, service: "kinesis", operation: "PutRecords" },
      body: Buffer.from(JSON.stringify(body)),
    };
    const { Records } = jsonBody((await quotas.answer(request, emulator)) ?? (await emulator(request))) as {
      Records: { ErrorCode?: string }[];
    };
    return keys.filter((_, index) => Records[index]?.ErrorCode !== undefined);
  };
  return { clock, quotas, taken, put };
}

/** A producer that puts again what was refused, until all is taken. */
async function produce(shards: number, eventsPerSecond: number, eventBytes: number, seconds: number) {
  const { clock, quotas, taken, put } = streamOf(shards);
  const data = Buffer.alloc(eventBytes - "event-000000".length).toString("base64");
  const sent: string[] = [];
  let waiting: string[] = [];
  for (let call = 0; call < seconds * CALLS_A_SECOND || waiting.length > 0; call += 1) {
    const due = call < seconds * CALLS_A_SECOND ? Math.floor(((call + 1) * eventsPerSecond) / CALLS_A_SECOND) : 0;
    while (sent.length < due) {
      const key = `event-${String(sent.length).padStart(6, "0")}`;
      sent.push(key);
      waiting.push(key);
    }
    const refused: string[] = [];
    while (waiting.length > 0) refused.push(...(await put(waiting.splice(0, CALL_RECORDS), data)));
    waiting = refused;
    clock.time += 1000 / CALLS_A_SECOND;
  }
  return { sent, taken, refused: quotas.refused.records };
}

const TRAFFIC = [
  { traffic: "a million events an hour", eventsPerHour: 1_000_000, averageEventBytes: 1_000, shards: 1 },
  { traffic: "five million small ones", eventsPerHour: 5_000_000, averageEventBytes: 200, shards: 4 },
  { traffic: "few large ones", eventsPerHour: 400_000, averageEventBytes: 10_000, shards: 3 },
  {
    ...{ traffic: "a declared peak", eventsPerHour: 1_000_000, averageEventBytes: 1_000 },
    ...{ peakEventsPerSecond: 1_800, shards: 2 },
  },
];

test.each(TRAFFIC)("$traffic: a stream of $shards takes every record of the peak at once", async (declared) => {
  const { shards, averageEventBytes } = declared;

  expect(streamShards({ kind: "provisioned" }, declared)).toBe(shards);
  const { sent, taken, refused } = await produce(shards, peakEventsPerSecond(declared), averageEventBytes, 4);

  expect(refused).toBe(0);
  expect(taken).toHaveLength(sent.length);
});

test.each(TRAFFIC)(
  "$traffic: beyond what its stream takes, puts are throttled and nothing is lost",
  async (declared) => {
    const { shards, averageEventBytes } = declared;
    const beyond = Math.min(1_000, 1_048_576 / averageEventBytes) * shards * 1.5;

    const { sent, taken, refused } = await produce(shards, beyond, averageEventBytes, 2);

    expect(refused).toBeGreaterThan(0);
    expect(taken.toSorted()).toEqual(sent);
  },
);

test("the shards that are derived are an eighth more than the least at most, and a shard less than the least is too few", () => {
  const traffic = fc.record({
    eventsPerHour: fc.integer({ min: 1, max: 1_000_000_000 }),
    averageEventBytes: fc.integer({ min: 1, max: 1_100 }),
  });
  fc.assert(
    fc.property(traffic, (declared) => {
      const derived = streamShards({ kind: "provisioned" }, declared);
      const least = neededShards(declared);

      expect(derived).toBeGreaterThanOrEqual(least);
      // Three standard deviations of a thousand are a tenth of it.
      expect(derived).toBeLessThanOrEqual(Math.ceil(least * 1.12));
      if (least > 1) expect(peakEventsPerSecond(declared) / (least - 1)).toBeGreaterThan(950);
    }),
  );
});
