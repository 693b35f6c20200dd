import { bucketGeometry } from "../../../modules/deduplicator/bucket-geometry";
import { batchSettings } from "../../../modules/deduplicator/batch-settings";
import { streamShards } from "../../../modules/event-stream/stream-shards";
import type { IndexSimulation } from "../index-cost/index-simulation";

/** A stream for which everything is derived as an environment derives it from its declared traffic. */
export interface StreamScenario {
  /** Events an hour that the environment declares. */
  readonly declaredPerHour: number;
  /** Events an hour that arrive. @default - what is declared */
  readonly arrivingPerHour?: number;
  /** @default AVERAGE_EVENT_BYTES */
  readonly averageEventBytes?: number;
  /** 0 to 1: part of the events that arrive up to six days after they were created. */
  readonly lateShare: number;
  /** Of stream time. */
  readonly durationSeconds: number;
  /** Shards to simulate; the others are alike. @default - all of them */
  readonly simulatedShards?: number;
}

export const AVERAGE_EVENT_BYTES = 1_000;
export const WINDOW_SECONDS = 7 * 86_400;
const LATEST_SECONDS = 6 * 86_400;
/** 2026-09-21T13:33:20Z */
const STARTS_AT = 1_790_000_000;
const SEED = 7;

/**
 * The traffic and the index of a scenario: shards of an on-demand stream, batches and buckets as the stack sets them. As
 * many warm instances as shards take turns, because each shard has one invocation at a time.
 */
export function indexSimulation(scenario: StreamScenario): Omit<IndexSimulation, "log"> {
  const { declaredPerHour, arrivingPerHour = declaredPerHour, lateShare, durationSeconds } = scenario;
  const { averageEventBytes = AVERAGE_EVENT_BYTES } = scenario;
  const traffic = { eventsPerHour: declaredPerHour, averageEventBytes };
  const shards = streamShards({ kind: "on-demand" }, traffic);
  const { size, windowSeconds: batchWindowSeconds } = batchSettings(traffic, shards);
  const simulatedShards = Math.min(scenario.simulatedShards ?? shards, shards);
  return {
    traffic: {
      eventsPerSecond: arrivingPerHour / 3600,
      shards,
      simulatedShards,
      batchWindowSeconds,
      batchSize: size,
      durationSeconds,
      lateShare,
      latestSeconds: LATEST_SECONDS,
      startsAt: STARTS_AT,
      seed: SEED,
    },
    geometry: bucketGeometry({ eventsPerHour: declaredPerHour, shards, batchWindowSeconds }),
    windowSeconds: WINDOW_SECONDS,
    instances: simulatedShards,
  };
}
