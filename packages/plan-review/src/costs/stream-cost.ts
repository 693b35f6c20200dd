import { HOURS_A_MONTH, KINESIS_PRICES } from "./prices";
import { valueAt } from "../plan/attribute-path";
import { type CostItem, type CostItemsOf, numberAt } from "./cost-item";
import { type DeclaredTraffic, eventsAMonth, gigabytesAMonth } from "./declared-traffic";

const HOURS_A_DAY = 24;
const HOURS_A_WEEK = 168;
const KIBIBYTES_OF_A_PUT_UNIT = 25;
const price = KINESIS_PRICES;

/** @see https://aws.amazon.com/kinesis/data-streams/pricing/ */
export const streamCost: CostItemsOf = (stream, traffic) => {
  const onDemand = valueAt(stream, "stream_mode_details[0].stream_mode") === "ON_DEMAND";
  return [
    ...(onDemand ? onDemandItems(traffic) : provisionedItems(numberAt(stream, "shard_count"), traffic)),
    ...retention(stream, onDemand, traffic),
  ];
};

function onDemandItems(traffic: DeclaredTraffic | undefined): CostItem[] {
  return [
    {
      item: "stream hours",
      basis: "capacity",
      dollars: price.dollarsPerOnDemandStreamHour * HOURS_A_MONTH,
      note: `on demand, $${price.dollarsPerOnDemandStreamHour} an hour`,
      price,
    },
    {
      item: "data in",
      basis: "assumed usage",
      dollars: traffic && gigabytesAMonth(traffic, 1) * price.dollarsPerOnDemandGigabyteIn,
      note: `on demand, $${price.dollarsPerOnDemandGigabyteIn} a GB in whole KB a record; reads come on top`,
      price,
    },
  ];
}

function provisionedItems(shards: number | undefined, traffic: DeclaredTraffic | undefined): CostItem[] {
  const units = traffic && Math.ceil(traffic.averageEventBytes / (KIBIBYTES_OF_A_PUT_UNIT * 1024));
  return [
    {
      item: "shard hours",
      basis: "capacity",
      dollars: shards && shards * price.dollarsPerShardHour * HOURS_A_MONTH,
      note: `${shards ?? "an unknown number of"} shards, $${price.dollarsPerShardHour} an hour each`,
      price,
    },
    {
      item: "data in",
      basis: "assumed usage",
      dollars: traffic && units && (eventsAMonth(traffic) * units * price.dollarsPerMillionPutUnits) / 1e6,
      note: `provisioned, $${price.dollarsPerMillionPutUnits} a million units of 25 KB`,
      price,
    },
  ];
}

function retention(
  stream: Readonly<Record<string, unknown>>,
  onDemand: boolean,
  traffic: DeclaredTraffic | undefined,
): CostItem[] {
  const hours = numberAt(stream, "retention_period") ?? HOURS_A_DAY;
  if (hours <= HOURS_A_DAY) return [];
  // Provisioned streams pay for it by the shard hour, at a price that is not in the table.
  const hourly = onDemand && traffic ? gigabytesAMonth(traffic) / HOURS_A_MONTH : undefined;
  const toAWeek = Math.min(hours, HOURS_A_WEEK) - HOURS_A_DAY;
  const beyond = Math.max(0, hours - HOURS_A_WEEK);
  return [
    {
      item: "retention of more than a day",
      basis: "assumed usage",
      dollars:
        hourly &&
        hourly * (toAWeek * price.dollarsPerGigabyteMonthToAWeek + beyond * price.dollarsPerGigabyteMonthBeyondAWeek),
      note: `${hours} hours; $${price.dollarsPerGigabyteMonthToAWeek} a GB and month up to a week, then $${price.dollarsPerGigabyteMonthBeyondAWeek}`,
      price,
    },
  ];
}
