import { Token } from "cdktf";
import type { IndexKind } from "../../lambda-src/interface";
import type { DeclaredTraffic, LakeStreamMode } from "../event-stream";
import { refuse } from "../input-rules/inputs";
import { BUCKET_LOG_INSTEAD, tooFewShards, tooMuchForDirectPut, tooMuchForItems } from "../input-rules/peak-traffic";

/** Dates of a table that events come for: yesterday, today, and tomorrow by a producer's fast clock. Older ones are late. */
const DATES = 3;
/** Of late and of rejected events, which are filed by their arrival: today, and yesterday around midnight. */
const BY_ARRIVAL_PARTITIONS = 2 * 2;

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
  { contracts, quota }: { contracts: number; quota: number },
): void {
  // Events without a contract have a table, too.
  const partitions = (contracts + 1) * DATES + BY_ARRIVAL_PARTITIONS;
  if (partitions <= quota) return;
  throw new Error(
    `${source}: ${contracts} contracts over ${DATES} dates can have ${partitions} active partitions; ` +
      `delivery.activePartitionQuota is ${quota}, and Firehose would send the rest to errors/. ` +
      "Ask AWS to raise the quota (up to 5,000) and write the new value.",
  );
}

/**
 * Checks that the delivery stream takes the declared traffic at its peak. What is over its quota waits on the event stream.
 *
 * @param source file or construct that the settings come from: the error begins with it
 * @param quota MiB a second
 * @throws Error naming the source, the traffic and the quota
 */
export function checkDirectPut(source: string, traffic: DeclaredTraffic, quota: number): void {
  refuse(source, tooMuchForDirectPut(traffic, quota));
}

/**
 * Checks that a provisioned stream takes the declared traffic at its peak. Producers have to send again what is over it.
 *
 * @param source file or construct that the settings come from: the error begins with it
 * @throws Error naming the source, the shards that there are and those that are needed
 */
export function checkShards(source: string, traffic: DeclaredTraffic, mode: LakeStreamMode): void {
  if (mode.kind === "on-demand" || mode.shards === undefined || Token.isUnresolved(mode.shards)) return;
  refuse(source, tooFewShards(traffic, mode.shards));
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
export function checkIndexKind(
  source: string,
  kind: IndexKind,
  traffic: Omit<DeclaredTraffic, "averageEventBytes">,
): string | undefined {
  if (kind !== "item-per-event") return undefined;
  const { eventsPerHour } = traffic;
  const choice = `${source}: deduplication.index: got "item-per-event" at traffic.eventsPerHour ${eventsPerHour}`;
  refuse(source, tooMuchForItems(traffic, BUCKET_LOG_INSTEAD));
  if (eventsPerHour < MANY_EVENTS_PER_HOUR) return undefined;
  return `${choice}; that is a write for each event, and a bucket log costs a thirteenth of it or less. ${BUCKET_LOG_INSTEAD}, or keep it if they cannot.`;
}
