import type { Environment } from "../environments/schema";

/** A new on-demand stream has four shards. @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const LEAST_ON_DEMAND_SHARDS = 4;
/** What one shard takes in a second. */
const SHARD_EVENTS_PER_SECOND = 1_000;
/** An on-demand stream splits a shard that takes more than this. */
const SHARD_BYTES_PER_SECOND = 500_000;

/** Shards that the stream has at the declared traffic: those that were chosen, or those that an on-demand stream grows to. */
export function streamShards({ stream, traffic }: Pick<Environment, "stream" | "traffic">): number {
  if (stream.mode.kind === "provisioned") return stream.mode.shards;
  const eventsPerSecond = traffic.eventsPerHour / 3600;
  return Math.max(
    LEAST_ON_DEMAND_SHARDS,
    Math.ceil(eventsPerSecond / SHARD_EVENTS_PER_SECOND),
    Math.ceil((eventsPerSecond * traffic.averageEventBytes) / SHARD_BYTES_PER_SECOND),
  );
}
