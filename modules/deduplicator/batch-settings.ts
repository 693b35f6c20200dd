import type { DeclaredTraffic } from "../event-stream";

/** How batches are taken from the stream. @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
export interface BatchSettings {
  /** Records of one batch: 1 to 10,000. @default 1000 */
  readonly size?: number;
  /** Seconds to wait for a full batch: 0 to 300. @default 5 */
  readonly windowSeconds?: number;
  /** Batches of one shard at a time: 1 to 10. @default 1 */
  readonly parallelizationFactor?: number;
  /**
   * Times that a batch is tried again before it goes to the failures bucket: as long as an index that cannot be reached
   * keeps the stream waiting.
   * @default 300 - some hours, since Lambda waits longer after each
   */
  readonly maximumRetries?: number;
}

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
 */
export function batchSettings(
  { eventsPerHour, averageEventBytes }: DeclaredTraffic,
  shards: number,
): Required<Pick<BatchSettings, "size" | "windowSeconds">> {
  const perWindow = Math.ceil((eventsPerHour / 3600 / shards) * WINDOW_SECONDS);
  const fitting = Math.floor(MAX_BATCH_BYTES / averageEventBytes);
  return {
    // Twice the usual, so that a backlog is read faster than it grows.
    size: Math.max(1, Math.min(Math.max(perWindow * 2, MIN_BATCH_SIZE), MAX_BATCH_SIZE, fitting)),
    windowSeconds: perWindow >= MIN_BATCH_SIZE ? WINDOW_SECONDS : LOW_TRAFFIC_WINDOW_SECONDS,
  };
}
