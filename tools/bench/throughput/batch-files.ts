import { writeFileSync } from "node:fs";
import path from "node:path";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { groupByBucket, openClaim } from "../../../lambda-src/deduplicate/bucket-claims";
import type { Claim } from "../../../lambda-src/deduplicate/claim-store";
import { DynamoDbSegmentLog } from "../../../lambda-src/deduplicate/dynamodb-segment-log";
import { IndexUsage } from "../../../lambda-src/deduplicate/index-usage";
import { runBounded } from "../../../lambda-src/deduplicate/run-bounded";
import { batchesOf } from "../event-traffic";
import { historyOf, type IndexSimulation } from "../index-simulation";
import { sampleRecord } from "../sample-record";
import { AVERAGE_EVENT_BYTES, indexSimulation } from "../stream-scenario";

export interface BatchFiles {
  readonly simulation: Omit<IndexSimulation, "log">;
  readonly batches: readonly (readonly Claim[])[];
  /** To warm up with: WARM_UP_EVENTS of the stream, in batches of the size or smaller. */
  readonly warmUpFiles: readonly string[];
  /** What comes after those, one file for each full batch. */
  readonly measuredFiles: readonly string[];
}

/** Enough for the compiler of Node to have optimised what runs for every event. */
const WARM_UP_EVENTS = 2_000;
const WARM_UP_BATCH_SIZE = 500;

/** Longer than any batch takes to be full. */
const NEVER_SECONDS = 1e9;

/**
 * Writes full batches of the declared traffic of a million events an hour, all of one shard, arriving from now on, as
 * after a pause of the function: a batch of 10,000 holds what a shard takes in 144 seconds.
 */
export function writeBatchFiles(folder: string, batchSize: number, count: number, lateShare: number): BatchFiles {
  const scenario = { declaredPerHour: 1_000_000, lateShare, durationSeconds: NEVER_SECONDS, simulatedShards: 1 };
  const simulation = indexSimulation(scenario);
  const startsAt = Math.floor(Date.now() / 1000);
  const traffic = { ...simulation.traffic, startsAt, batchSize, batchWindowSeconds: NEVER_SECONDS };
  const batches = take(batchesOf(traffic), Math.ceil(WARM_UP_EVENTS / batchSize) + count);
  const measured = batches.slice(-count);
  const early = batches.slice(0, -count).flat().slice(0, WARM_UP_EVENTS);
  const warmUpSize = Math.min(batchSize, WARM_UP_BATCH_SIZE);
  const warmUp = Array.from({ length: Math.ceil(early.length / warmUpSize) }, (_, index) =>
    early.slice(index * warmUpSize, (index + 1) * warmUpSize),
  );
  return {
    simulation: { ...simulation, traffic: { ...simulation.traffic, startsAt } },
    batches,
    warmUpFiles: writeAll(path.join(folder, `warm-up-${batchSize}`), warmUp),
    measuredFiles: writeAll(path.join(folder, `measured-${batchSize}`), measured),
  };
}

function take<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.push(item) === count) break;
  }
  return taken;
}

function writeAll(prefix: string, batches: readonly (readonly Claim[])[]): string[] {
  return batches.map((batch, index) => {
    const file = `${prefix}-${index}.json`;
    writeFileSync(file, JSON.stringify(batch.map((claim) => sampleRecord(claim, AVERAGE_EVENT_BYTES))));
    return file;
  });
}

/** Puts in a bucket log what the events of the buckets' own time have left there, for the events that come late. */
export async function writeHistory(
  client: DynamoDBClient,
  table: string,
  { simulation, batches }: BatchFiles,
): Promise<void> {
  const log = new DynamoDbSegmentLog({ client, table, usage: new IndexUsage() });
  const history = historyOf(simulation);
  const buckets = new Set(
    batches
      .flatMap((batch) => groupByBucket(batch.map(openClaim), simulation.geometry))
      .map(({ bucket }) => bucket.key),
  );
  await runBounded([...buckets], 32, async (bucket) => {
    for (const segment of history(bucket)) await log.append(bucket, segment);
  });
}
