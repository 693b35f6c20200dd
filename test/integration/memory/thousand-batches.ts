import { BucketCache, CACHED_IDS } from "../../../lambda-src/deduplicate/index/bucket-cache";
import { BucketLogClaimStore } from "../../../lambda-src/deduplicate/index/bucket-log-claim-store";
import { deduplicateBatch } from "../../../lambda-src/deduplicate/deduplicate-batch";
import { FIREHOSE_LIMITS } from "../../../lambda-src/deduplicate/delivery/pack-records";
import { EVENT_NAME, SAMPLE_CONTRACT, sampleRecord } from "../../../tools/bench/traffic/sample-record";

/** Nothing but the function is in this process: the log forgets what it takes, and the services take everything. */
const BATCHES = 1_000;
const EVENTS = 1_000;
const EVENT_BYTES = 1_000;
const STARTS_AT = 1_790_000_000;
/** The reader prints after each of these many batches. */
const SAMPLE = 50;

const taken = () => Promise.resolve("appended" as const);
const store = new BucketLogClaimStore({
  log: { append: taken, read: () => Promise.resolve([]) },
  geometry: { slotSeconds: 5, subBucketBits: 2 },
  windowSeconds: 604_800,
  concurrency: 64,
  cache: new BucketCache(CACHED_IDS),
  now: () => STARTS_AT * 1000,
});
const queue = { send: (messages: readonly unknown[]) => Promise.resolve(messages.map(() => null)) };

async function main(): Promise<void> {
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const arrivedAt = STARTS_AT + batch * 10;
    const records = Array.from({ length: EVENTS }, (_, index) => {
      const number = batch * EVENTS + index;
      const eventUuid = `${number.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
      const claim = {
        eventName: EVENT_NAME,
        eventUuid,
        createdAt: arrivedAt - (index % 10),
        arrivedAt,
        owner: `shard-0:${number + 1}`,
      };
      return sampleRecord(claim, EVENT_BYTES);
    });
    const { counts } = await deduplicateBatch(records, () => 60_000, {
      claimStore: store,
      duplicatesQueue: queue,
      quarantineQueue: queue,
      deliveryStream: { putRecords: (packed) => Promise.resolve(packed.map(() => null)) },
      contracts: new Map([[EVENT_NAME, SAMPLE_CONTRACT]]),
      deliveryPolicy: {
        limits: FIREHOSE_LIMITS,
        resend: {
          maxTries: 1,
          baseDelayMs: 0,
          maxDelayMs: 0,
          reserveMs: 0,
          sleep: () => Promise.resolve(),
          random: Math.random,
        },
      },
      onFailure: ({ error }) => {
        throw error;
      },
    });
    if (counts.delivered !== EVENTS)
      throw new Error(`Batch ${batch} delivered ${counts.delivered} of ${EVENTS} events.`);
    if ((batch + 1) % SAMPLE === 0) process.stdout.write(`${process.memoryUsage.rss()}\n`);
  }
}

void main();
