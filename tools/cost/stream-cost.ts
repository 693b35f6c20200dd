import { HOURS_A_MONTH } from "@event-lake/plan-review/costs/prices";
import { LIST_PRICES } from "./list-prices";
import type { Scenario } from "./scenario";

const GIB = 2 ** 30;
const MILLION = 1_000_000;
/** Bytes that an on-demand stream rounds a record up to. */
const ON_DEMAND_UNIT_BYTES = 1024;
/** Bytes of a record that a provisioned stream counts as one unit. */
const PUT_UNIT_BYTES = 25 * 1024;
/** Beside the event in an aggregate: lengths, and the keys that it repeats. Assumed. */
const AGGREGATE_OVERHEAD_BYTES = 40;

/**
 * What a million events cost in the stream: written, read once and kept.
 *
 * @see https://aws.amazon.com/kinesis/data-streams/pricing/
 */
export function streamDollars(scenario: Scenario): number {
  return scenario.provisionedShards === undefined
    ? onDemandDollars(scenario)
    : provisionedDollars(scenario, scenario.provisionedShards);
}

function onDemandDollars(scenario: Scenario): number {
  const { eventsPerHour, retentionHours } = scenario;
  const { kinesisStreamHour, kinesisInGib, kinesisOutGib, kinesisRetentionGibMonth } = LIST_PRICES;
  const { records, bytes } = recordsOfAMillion(scenario);
  const written = (records * Math.ceil(bytes / ON_DEMAND_UNIT_BYTES) * ON_DEMAND_UNIT_BYTES) / GIB;
  const sent = (records * bytes) / GIB;
  const keptMonths = Math.max(0, retentionHours - 24) / HOURS_A_MONTH;
  return (
    (kinesisStreamHour.dollars * MILLION) / eventsPerHour +
    written * kinesisInGib.dollars +
    sent * (kinesisOutGib.dollars + keptMonths * kinesisRetentionGibMonth.dollars)
  );
}

/** The reading of a shard, and what it keeps for a day, are in its price. */
function provisionedDollars(scenario: Scenario, shards: number): number {
  const { kinesisShardHour, kinesisMillionPutUnits, kinesisShardHourBeyondADay } = LIST_PRICES;
  const kept = scenario.retentionHours > 24 ? kinesisShardHourBeyondADay.dollars : 0;
  const { records, bytes } = recordsOfAMillion(scenario);
  const units = records * Math.ceil(bytes / PUT_UNIT_BYTES);
  return (
    (shards * (kinesisShardHour.dollars + kept) * MILLION) / scenario.eventsPerHour +
    (units / MILLION) * kinesisMillionPutUnits.dollars
  );
}

/** Events of an aggregate that a provisioned stream counts as one unit. */
export function eventsOfAUnit(eventBytes: number): number {
  return Math.max(1, Math.floor(PUT_UNIT_BYTES / (eventBytes + AGGREGATE_OVERHEAD_BYTES)));
}

function recordsOfAMillion({ eventBytes, eventsPerRecord = 1 }: Scenario): { records: number; bytes: number } {
  const overhead = eventsPerRecord === 1 ? 0 : AGGREGATE_OVERHEAD_BYTES;
  return { records: MILLION / eventsPerRecord, bytes: (eventBytes + overhead) * eventsPerRecord };
}
