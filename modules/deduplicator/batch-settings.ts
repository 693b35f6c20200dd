import type { DeclaredTraffic } from "../event-stream";
import { checkInput, fields, knownAtSynth, optional, type RulesFor } from "../input-rules/inputs";
import {
  batchSize,
  batchWindowSeconds,
  maximumRetries,
  parallelizationFactor,
  shards as count,
} from "../input-rules/limits";
import { both, RIGHT, type Rule } from "../input-rules/rule";
import { declaredTraffic } from "../input-rules/traffic";

/** How batches are taken from the stream. @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
export interface BatchSettings {
  /** Records of one batch: 1 to 10,000. @default 1000 */
  readonly size?: number;
  /** Seconds to wait for a full batch: 0 to 300, and 1 or more for batches of more than 10 records. @default 5 */
  readonly windowSeconds?: number;
  /** Batches of one shard at a time: 1 to 10. @default 1 */
  readonly parallelizationFactor?: number;
  /**
   * Times that a batch is tried again before it goes to the failures bucket: 0 to 10,000, or -1 for until its records are too
   * old. As long as an index that cannot be reached
   * keeps the stream waiting.
   * @default 300 - some hours, since Lambda waits longer after each
   */
  readonly maximumRetries?: number;
}

const SETTINGS: RulesFor<BatchSettings> = {
  size: optional(batchSize),
  windowSeconds: optional(batchWindowSeconds),
  parallelizationFactor: optional(parallelizationFactor),
  maximumRetries: optional(maximumRetries),
};

const WITHOUT_WINDOW = 10;

/** A batch when nobody says otherwise. */
export const DEFAULT_BATCH = { size: 1000, windowSeconds: 5 };

/** Rule of settings. @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const batchRule: Rule = both(fields(SETTINGS), (value) => {
  const { size = DEFAULT_BATCH.size, windowSeconds = DEFAULT_BATCH.windowSeconds } = value as BatchSettings;
  if (windowSeconds !== 0 || size <= WITHOUT_WINDOW) return RIGHT;
  const rule = `batches of more than ${WITHOUT_WINDOW} records (size is ${size}) need a window of 1 second or more`;
  return [
    { at: ["windowSeconds"], value: windowSeconds, rule, fix: `Write 1, or a size of ${WITHOUT_WINDOW} or less` },
  ];
});

/** Lambda takes at most 6 MB, and base64 makes a third more of the data. */
const MAX_BATCH_BYTES = 4_000_000;
const MAX_BATCH_SIZE = 2_000;
const MIN_BATCH_SIZE = 100;
/** Ten seconds of one shard fill a batch: few invocations, and well packed delivery records. */
const WINDOW_SECONDS = 10;
/** Low traffic gains nothing by waiting. */
const LOW_TRAFFIC_WINDOW_SECONDS = 2;

/**
 * How the deduplicator takes its batches at a declared traffic.
 *
 * @param shards shards of the stream, 1 or more: each has batches of its own
 * @throws Error when traffic or shards are not what they must be
 */
export function batchSettings(
  traffic: DeclaredTraffic,
  shards: number,
): Required<Pick<BatchSettings, "size" | "windowSeconds">> {
  checkInput("batchSettings", "traffic", traffic, declaredTraffic);
  checkInput("batchSettings", "shards", shards, knownAtSynth(count));
  const { eventsPerHour, averageEventBytes } = traffic;
  const perWindow = Math.ceil((eventsPerHour / 3600 / shards) * WINDOW_SECONDS);
  const fitting = Math.floor(MAX_BATCH_BYTES / averageEventBytes);
  return {
    // Twice the usual, so that a backlog is read faster than it grows.
    size: Math.max(1, Math.min(Math.max(perWindow * 2, MIN_BATCH_SIZE), MAX_BATCH_SIZE, fitting)),
    windowSeconds: perWindow >= MIN_BATCH_SIZE ? WINDOW_SECONDS : LOW_TRAFFIC_WINDOW_SECONDS,
  };
}
