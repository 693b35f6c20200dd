import type { Environment } from "../environments/schema";
import { bucketGeometry, type IndexShape } from "../modules/deduplicator";
import { batchSettings } from "./batch-settings";
import { streamShards } from "./stream-shards";

/** Write units a second that DynamoDB gives an on-demand table. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const TABLE_WRITE_UNITS_PER_SECOND = 40_000;
/** A peak is often twice the average, and a put that has to be repeated needs room, too. */
const PEAK_FACTOR = 2;
/** us-east-1; other regions differ by a fifth. @see https://aws.amazon.com/dynamodb/pricing/on-demand/ */
const DOLLARS_PER_MILLION_WRITES = 0.625;
const HOURS_PER_MONTH = 730;
/** What somebody should decide about: an item for each event costs this much at 110,000 events an hour. */
const DOLLARS_TO_WARN_FROM = 50;

/** The index that an environment chose, made to fit its declared traffic. */
export function indexShape(environment: Environment): IndexShape {
  if (environment.deduplication.index === "item-per-event") return { kind: "item-per-event" };
  return {
    kind: "bucket-log",
    geometry: bucketGeometry({
      eventsPerHour: environment.traffic.eventsPerHour,
      shards: streamShards(environment),
      batchWindowSeconds: batchSettings(environment.traffic).windowSeconds,
    }),
  };
}

/**
 * Whether the chosen index fits the declared traffic. One item for each event takes a write unit for each:
 *
 * - 1,000 events an hour: 0.73 million a month, 0.46 dollars;
 * - a million: 730 million, 456 dollars, where a bucket log takes about 6 (33 with 5 % late by days);
 * - 72 million and more: 20,000 a second on average, 40,000 at a peak of twice that, which is all that a table gives.
 *
 * A bucket log fits any traffic. With few events an hour a batch has one, and it costs what one item does.
 *
 * @returns a warning for the one who synthesises, or undefined
 * @throws Error when the table could not take the traffic
 */
export function checkIndexChoice({ name, traffic, deduplication }: Environment): string | undefined {
  if (deduplication.index !== "item-per-event") return undefined;
  const { eventsPerHour } = traffic;
  const choice = `environments/${name}.ts: deduplication.index: got "item-per-event" at traffic.eventsPerHour ${eventsPerHour}`;
  const fix = 'Write "bucket-log" if producers keep created_at when they send an event again (docs/deduplication.md)';
  const peak = Math.ceil((eventsPerHour / 3600) * PEAK_FACTOR);
  if (peak > TABLE_WRITE_UNITS_PER_SECOND) {
    throw new Error(
      `${choice}; that is ${peak} writes a second at the peak, and DynamoDB gives a table ${TABLE_WRITE_UNITS_PER_SECOND}: the stream would wait. ${fix}.`,
    );
  }
  const dollars = Math.round((eventsPerHour * HOURS_PER_MONTH * DOLLARS_PER_MILLION_WRITES) / 1_000_000);
  if (dollars < DOLLARS_TO_WARN_FROM) return undefined;
  return `${choice}; one write for each event costs about ${dollars} dollars a month, a bucket log a thirteenth of it or less. ${fix}, or keep it if they cannot.`;
}
