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
  /** One for each batch. */
  readonly files: readonly string[];
}

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
  const batches: (readonly Claim[])[] = [];
  const files: string[] = [];
  for (const batch of batchesOf(traffic)) {
    if (batches.length === count) break;
    const file = path.join(folder, `batch-${batchSize}-${batches.length}.json`);
    writeFileSync(file, JSON.stringify(batch.map((claim) => sampleRecord(claim, AVERAGE_EVENT_BYTES))));
    batches.push(batch);
    files.push(file);
  }
  return { simulation: { ...simulation, traffic: { ...simulation.traffic, startsAt } }, batches, files };
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
    batches.flatMap((batch) => groupByBucket(batch.map(openClaim), simulation.geometry)).map(({ bucket }) => bucket.key),
  );
  await runBounded([...buckets], 32, async (bucket) => {
    for (const segment of history(bucket)) await log.append(bucket, segment);
  });
}
