import { writeFileSync } from "node:fs";
import path from "node:path";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { groupByBucket, openClaim } from "../../../lambda-src/deduplicate/index/bucket";
import type { Claim } from "../../../lambda-src/deduplicate/index/claims";
import { DynamoDbSegmentLog } from "../../../lambda-src/deduplicate/index/segment-log";
import { IndexUsage } from "../../../lambda-src/deduplicate/index/index-usage";
import { runBounded } from "../../../lambda-src/deduplicate/run-bounded";
import { batchesOf } from "../traffic/event-traffic";
import { historyOf, type IndexSimulation } from "../index-cost/index-simulation";
import { sampleRecord } from "../traffic/sample-record";
import { AVERAGE_EVENT_BYTES, indexSimulation } from "../traffic/stream-scenario";

export interface BatchFiles {
  readonly simulation: Omit<IndexSimulation, "log">;
  /** All of them. */
  readonly batches: readonly (readonly Claim[])[];
  /** To warm up with, one file for each batch. */
  readonly warmUpFiles: readonly string[];
  /** To measure, one file for each full batch. */
  readonly measuredFiles: readonly string[];
}

export interface BatchFilesProps {
  readonly folder: string;
  /** Events in a batch, 1 or more. */
  readonly batchSize: number;
  /** Batches to measure. */
  readonly count: number;
  /** 0 to 1: of the events that are measured. */
  readonly lateShare: number;
  /** At least so many, before those. */
  readonly warmUpEvents: number;
}

/**
 * Half of the events that warm up are late, so that a bucket log makes a call for each event, as one put does: it takes
 * thousands of calls until Node has optimised what a call runs through.
 */
const WARM_UP_LATE_SHARE = 0.5;
/** So that a large batch is met first when it is measured. */
const MAX_WARM_UP_BATCH_SIZE = 500;

/** Longer than any batch takes to be full. */
const NEVER_SECONDS = 1e9;

/**
 * Writes full batches of the declared traffic of a million events an hour, all of one shard, arriving from now on, as
 * after a pause of the function: a batch of 10,000 holds what a shard takes in 144 seconds.
 */
export function writeBatchFiles(props: BatchFilesProps): BatchFiles {
  const { folder, batchSize, count, lateShare, warmUpEvents } = props;
  const scenario = { declaredPerHour: 1_000_000, lateShare, durationSeconds: NEVER_SECONDS, simulatedShards: 1 };
  const simulation = indexSimulation(scenario);
  const startsAt = Math.floor(Date.now() / 1000);
  const traffic = { ...simulation.traffic, startsAt, batchSize, batchWindowSeconds: NEVER_SECONDS };
  const warmUpSize = Math.min(batchSize, MAX_WARM_UP_BATCH_SIZE);
  const warmUpTraffic = {
    ...traffic,
    batchSize: warmUpSize,
    lateShare: WARM_UP_LATE_SHARE,
    seed: traffic.seed + 1,
  };
  const warmUp = take(batchesOf(warmUpTraffic), Math.ceil(warmUpEvents / warmUpSize));
  const measured = take(batchesOf(traffic), count);
  return {
    simulation: { ...simulation, traffic: { ...simulation.traffic, startsAt } },
    batches: [...warmUp, ...measured],
    warmUpFiles: writeAll(path.join(folder, `warm-up-${batchSize}`), warmUp),
    measuredFiles: writeAll(path.join(folder, `measured-${batchSize}`), measured),
  };
}

function take<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of items) if (taken.push(item) === count) break;
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
