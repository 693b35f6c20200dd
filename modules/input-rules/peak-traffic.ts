import { type Mistake, RIGHT } from "./rule";

/** What one shard takes in a second. @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
export const SHARD_RECORDS_PER_SECOND = 1_000;
export const SHARD_BYTES_PER_SECOND = 1_048_576;

/** Write units a second that DynamoDB gives an on-demand table. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const TABLE_WRITE_UNITS_PER_SECOND = 40_000;
/** Bytes of an event as delivered, for each byte as sent: measured, 1,256 for 1,001. */
const DELIVERED_BYTES = 1.26;
const MEBIBYTE = 1024 * 1024;
/** A peak is often twice the average, and a put that has to be repeated needs room, too. */
const PEAK_FACTOR = 2;
/** Standard deviations by which a shard may get more than its share in a second: 13 seconds in ten thousand have more. */
const UNEVENNESS = 3;

interface Traffic {
  readonly eventsPerHour: number;
  readonly averageEventBytes: number;
  readonly peakEventsPerSecond?: number;
}

/** Events a second at the peak: as declared, or twice the average. */
export function peakEventsPerSecond({
  eventsPerHour,
  peakEventsPerSecond: declared,
}: Omit<Traffic, "averageEventBytes">) {
  return declared ?? (eventsPerHour / 3600) * PEAK_FACTOR;
}

/** Fewest shards that take the declared traffic at its peak, if every second spreads its events evenly over them. */
export function neededShards(traffic: Traffic): number {
  return Math.ceil(peakEventsPerSecond(traffic) / shardEventsPerSecond(traffic));
}

/**
 * Shards that take the declared traffic at its peak as ids spread over them: at random, so that of an average of n events
 * a second now and then one shard gets three standard deviations more, 3√n.
 */
export function peakShards(traffic: Traffic): number {
  const most = shardEventsPerSecond(traffic);
  const root = (Math.sqrt(UNEVENNESS ** 2 + 4 * most) - UNEVENNESS) / 2;
  return Math.ceil(peakEventsPerSecond(traffic) / root ** 2);
}

function shardEventsPerSecond({ averageEventBytes }: Traffic): number {
  return Math.min(SHARD_RECORDS_PER_SECOND, SHARD_BYTES_PER_SECOND / averageEventBytes);
}

function peakText({ peakEventsPerSecond: declared }: Omit<Traffic, "averageEventBytes">): string {
  return declared === undefined ? "at a peak of twice the average" : `at its peak of ${declared} a second`;
}

/**
 * Whether a provisioned stream takes the declared traffic at its peak. Producers have to send again what is over it.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export function tooFewShards(traffic: Traffic, shards: number): readonly Mistake[] {
  const needed = neededShards(traffic);
  if (shards >= needed) return RIGHT;
  const rule =
    `traffic of ${traffic.eventsPerHour} events an hour with ${traffic.averageEventBytes} bytes needs ${needed} ${peakText(traffic)}` +
    ", and Kinesis would refuse the rest";
  const fix = `Write ${needed}, leave shards out to have ${peakShards(traffic)}, or write kind "on-demand"`;
  return [{ at: ["stream", "mode", "shards"], value: shards, rule, fix }];
}

/**
 * MiB a second that a delivery stream takes by Direct PUT, unless AWS has raised it.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/limits.html
 */
export function directPutQuota(region: string): number {
  return ["us-east-1", "us-west-2", "eu-west-1"].includes(region) ? 5 : 1;
}

/**
 * Whether the delivery stream takes the declared traffic at its peak. What is over its quota waits on the event stream.
 *
 * @param quota MiB a second
 */
export function tooMuchForDirectPut(traffic: Traffic, quota: number): readonly Mistake[] {
  const peak = (peakEventsPerSecond(traffic) * traffic.averageEventBytes * DELIVERED_BYTES) / MEBIBYTE;
  if (peak <= quota) return RIGHT;
  const rule =
    `traffic of ${traffic.eventsPerHour} events an hour with ${traffic.averageEventBytes} bytes is ${peak.toFixed(2)} MiB a second as ` +
    `delivered, ${peakText(traffic)}, and Firehose would refuse the rest`;
  const fix =
    'Ask AWS to raise "Direct PUT" of Firehose in this region and write the new value, or set processing to "in-lake", which has no such quota';
  return [{ at: ["delivery", "directPutMebibytes"], value: quota, rule, fix }];
}

/** Whether a table could take a write for each event at the peak. */
export function tooMuchForItems(traffic: Omit<Traffic, "averageEventBytes">, fix: string): readonly Mistake[] {
  const peak = Math.ceil(peakEventsPerSecond(traffic));
  if (peak <= TABLE_WRITE_UNITS_PER_SECOND) return RIGHT;
  const rule =
    `traffic.eventsPerHour ${traffic.eventsPerHour} is ${peak} writes a second at the peak, and DynamoDB gives a table ` +
    `${TABLE_WRITE_UNITS_PER_SECOND}: the stream would wait`;
  return [{ at: ["deduplication", "index"], value: "item-per-event", rule, fix }];
}

/** What is better where there is much traffic. */
export const BUCKET_LOG_INSTEAD =
  'Write "bucket-log" if producers keep created_at when they send an event again (docs/deduplication.md)';
