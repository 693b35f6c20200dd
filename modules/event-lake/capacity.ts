import type { IndexKind } from "../../lambda-src/interface";
import {
  SHARD_BYTES_PER_SECOND,
  SHARD_RECORDS_PER_SECOND,
  type DeclaredTraffic,
  type StreamMode,
} from "../event-stream";

/** Raw tables beside those of the contracts: uncontracted and late events. */
const OWN_TABLES = 2;
/** What is rejected is filed by its arrival, whatever it says of its age: today, and yesterday around midnight. */
const REJECTED_PARTITIONS = 2;
/** Days beyond the window that an event may carry: today, and tomorrow by a producer's fast clock. */
const EXTRA_DAYS = 2;

/** Write units a second that DynamoDB gives an on-demand table. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const TABLE_WRITE_UNITS_PER_SECOND = 40_000;
/** A peak is often twice the average, and a put that has to be repeated needs room, too. */
const PEAK_FACTOR = 2;
/** Events an hour from which an item for each event is worth a warning: 80 million writes a month. */
const MANY_EVENTS_PER_HOUR = 110_000;

/**
 * Checks that the delivery stream can hold every table and date that may be active at once. Firehose sends what is over
 * its quota to the error prefix.
 *
 * @param source file or construct that the settings come from: the error begins with it
 * @throws Error naming the source, the number and the quota
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html
 */
export function checkActivePartitions(
  source: string,
  { contracts, windowDays, quota }: { contracts: number; windowDays: number; quota: number },
): void {
  const days = windowDays + EXTRA_DAYS;
  const partitions = (contracts + OWN_TABLES) * days + REJECTED_PARTITIONS;
  if (partitions <= quota) return;
  throw new Error(
    `${source}: ${contracts} contracts over ${days} days can have ${partitions} active partitions; ` +
      `delivery.activePartitionQuota is ${quota}, and Firehose would send the rest to errors/. ` +
      "Ask AWS to raise the quota (up to 5,000) and write the new value, or shorten deduplication.windowDays.",
  );
}

/** Bytes of an event as delivered, for each byte as sent: measured, 1,256 for 1,001. */
const DELIVERED_BYTES = 1.26;
const MEBIBYTE = 1024 * 1024;

/**
 * MiB a second that a delivery stream takes by Direct PUT, unless AWS has raised it.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/limits.html
 */
export function directPutQuota(region: string): number {
  return ["us-east-1", "us-west-2", "eu-west-1"].includes(region) ? 5 : 1;
}

/**
 * Checks that the delivery stream takes the declared traffic at its peak. What is over its quota waits on the event stream.
 *
 * @param source file or construct that the settings come from: the error begins with it
 * @param quota MiB a second
 * @throws Error naming the source, the traffic and the quota
 */
export function checkDirectPut(source: string, traffic: DeclaredTraffic, quota: number): void {
  const peak = (peakEventsPerSecond(traffic) * traffic.averageEventBytes * DELIVERED_BYTES) / MEBIBYTE;
  if (peak <= quota) return;
  throw new Error(
    `${source}: traffic of ${traffic.eventsPerHour} events an hour with ${traffic.averageEventBytes} bytes is ${peak.toFixed(2)} MiB ` +
      `a second as delivered, at a peak of twice the average; delivery.directPutMebibytes is ${quota}, and Firehose would refuse the rest. ` +
      'Ask AWS to raise "Direct PUT" of Firehose in this region and write the new value, or set processing to "in-lake", which has no such quota.',
  );
}

/**
 * Checks that a provisioned stream takes the declared traffic at its peak. Producers have to send again what is over it.
 *
 * @param source file or construct that the settings come from: the error begins with it
 * @throws Error naming the source, the shards that there are and those that are needed
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export function checkShards(source: string, traffic: DeclaredTraffic, mode: StreamMode): void {
  if (mode.kind !== "provisioned") return;
  const events = peakEventsPerSecond(traffic);
  const needed = Math.ceil(
    Math.max(events / SHARD_RECORDS_PER_SECOND, (events * traffic.averageEventBytes) / SHARD_BYTES_PER_SECOND),
  );
  if (mode.shards >= needed) return;
  throw new Error(
    `${source}: stream.mode.shards is ${mode.shards}; traffic of ${traffic.eventsPerHour} events an hour with ${traffic.averageEventBytes} bytes ` +
      `needs ${needed} at a peak of twice the average, and Kinesis would refuse the rest. Write ${needed}, or kind "on-demand".`,
  );
}

function peakEventsPerSecond({ eventsPerHour }: DeclaredTraffic): number {
  return (eventsPerHour / 3600) * PEAK_FACTOR;
}

/**
 * Whether the chosen index fits the declared traffic. One item for each event takes a write unit for each:
 *
 * - 1,000 events an hour are 0.73 million a month;
 * - a million are 730 million, where a bucket log costs a seventieth (a thirteenth with 5 % late by days);
 * - 72 million are 20,000 a second on average, 40,000 at a peak of twice that, which is all that a table gives.
 *
 * A bucket log fits any traffic. With few events an hour a batch has one, and it costs what one item does.
 *
 * @param source file or construct that the settings come from: warning and error begin with it
 * @returns a warning for whoever synthesises, or undefined
 * @throws Error when the table could not take the traffic
 */
export function checkIndexKind(source: string, kind: IndexKind, eventsPerHour: number): string | undefined {
  if (kind !== "item-per-event") return undefined;
  const choice = `${source}: deduplication.index: got "item-per-event" at traffic.eventsPerHour ${eventsPerHour}`;
  const fix = 'Write "bucket-log" if producers keep created_at when they send an event again (docs/deduplication.md)';
  const peak = Math.ceil((eventsPerHour / 3600) * PEAK_FACTOR);
  if (peak > TABLE_WRITE_UNITS_PER_SECOND) {
    throw new Error(
      `${choice}; that is ${peak} writes a second at the peak, and DynamoDB gives a table ${TABLE_WRITE_UNITS_PER_SECOND}: the stream would wait. ${fix}.`,
    );
  }
  if (eventsPerHour < MANY_EVENTS_PER_HOUR) return undefined;
  return `${choice}; that is a write for each event, and a bucket log costs a thirteenth of it or less. ${fix}, or keep it if they cannot.`;
}
