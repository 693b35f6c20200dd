import type { Environment } from "../environments/schema";
import type { BatchSettings } from "../modules/deduplicator";

/** A new on-demand stream has four shards. @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const SHARDS = 4;
/** Lambda takes at most 6 MB, and base64 makes a third more of the data. */
const MAX_BATCH_BYTES = 4_000_000;
const MAX_BATCH_SIZE = 2_000;
const MIN_BATCH_SIZE = 100;
/** Ten seconds of one shard fill a batch: few invocations, and well packed delivery records. */
const WINDOW_SECONDS = 10;
/** Low traffic gains nothing by waiting. */
const LOW_TRAFFIC_WINDOW_SECONDS = 2;

/** How the deduplicator takes its batches, from the traffic that the environment declares. */
export function batchSettings({
  eventsPerHour,
  averageEventBytes,
}: Environment["traffic"]): Required<Pick<BatchSettings, "size" | "windowSeconds">> {
  const perWindow = Math.ceil((eventsPerHour / 3600 / SHARDS) * WINDOW_SECONDS);
  const fitting = Math.floor(MAX_BATCH_BYTES / averageEventBytes);
  return {
    // Twice the usual, so that a backlog is read faster than it grows.
    size: Math.max(1, Math.min(Math.max(perWindow * 2, MIN_BATCH_SIZE), MAX_BATCH_SIZE, fitting)),
    windowSeconds: perWindow >= MIN_BATCH_SIZE ? WINDOW_SECONDS : LOW_TRAFFIC_WINDOW_SECONDS,
  };
}
