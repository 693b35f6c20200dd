import { checkInput } from "../input-rules/inputs";
import { peakShards, SHARD_RECORDS_PER_SECOND } from "../input-rules/peak-traffic";
import { declaredTraffic } from "../input-rules/traffic";
import { type LakeStreamMode, lakeStreamMode } from "./stream-mode";

/** A new on-demand stream has four shards. @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
export const LEAST_ON_DEMAND_SHARDS = 4;
/** An on-demand stream splits a shard that takes more bytes a second than this. */
const SPLIT_BYTES_PER_SECOND = 500_000;

/** What the producers are expected to send. */
export interface DeclaredTraffic {
  /** Events an hour, on average: 1 or more. */
  readonly eventsPerHour: number;
  /** Bytes of an event, on average: 1 to 1,048,576. */
  readonly averageEventBytes: number;
  /** Events of the busiest second: as many as the average or more. @default - twice the average */
  readonly peakEventsPerSecond?: number;
}

/**
 * Shards that a stream has at a declared traffic: those that were chosen, those that its peak needs, or those that an
 * on-demand stream grows to.
 *
 * @throws Error when mode or traffic is not what it must be
 */
export function streamShards(mode: LakeStreamMode, traffic: DeclaredTraffic): number {
  checkInput("streamShards", "mode", mode, lakeStreamMode);
  checkInput("streamShards", "traffic", traffic, declaredTraffic);
  const { eventsPerHour, averageEventBytes } = traffic;
  if (mode.kind === "provisioned") return mode.shards ?? peakShards(traffic);
  const eventsPerSecond = eventsPerHour / 3600;
  return Math.max(
    LEAST_ON_DEMAND_SHARDS,
    Math.ceil(eventsPerSecond / SHARD_RECORDS_PER_SECOND),
    Math.ceil((eventsPerSecond * averageEventBytes) / SPLIT_BYTES_PER_SECOND),
  );
}
