import type { DeclaredTraffic } from "../profile";
import { type Values, blocksOf, textsOf, valueAt } from "../plan/values";
import type { CostLine } from "../review";
import {
  DYNAMODB_CAPACITY_PRICES,
  DYNAMODB_PRICES,
  FIREHOSE_PRICES,
  GLUE_PRICES,
  HOURS_A_MONTH,
  KINESIS_PRICES,
  LAMBDA_PRICES,
  type PriceSource,
  KMS_PRICES,
} from "./prices";

/** One thing that a resource is billed for, at one moment. */
export interface CostItem {
  /** `shard hours`; the same before and after the plan, so that the two can be compared. */
  readonly item: string;
  readonly basis: CostLine["basis"];
  /** Dollars a month; `undefined` when it depends on what neither plan nor environment say. */
  readonly dollars: number | undefined;
  /** What the figure rests on. */
  readonly note: string;
  readonly price: PriceSource;
}

/** @param traffic what passes through the resource; undefined when that is not known */
export type CostItemsOf = (values: Values, traffic: DeclaredTraffic | undefined) => readonly CostItem[];

function numberAt(values: Values, attribute: string): number | undefined {
  const value = values[attribute];
  return typeof value === "number" ? value : undefined;
}

const KIBIBYTE = 1024;
const GIBIBYTE = 1024 ** 3;

function eventsAMonth({ eventsPerHour }: DeclaredTraffic): number {
  return eventsPerHour * HOURS_A_MONTH;
}

/** @param wholeKibibytes every event counts as a multiple of so many. @default - as long as it is */
function gigabytesAMonth(traffic: DeclaredTraffic, wholeKibibytes?: number): number {
  const { averageEventBytes: bytes } = traffic;
  const unit = (wholeKibibytes ?? 0) * KIBIBYTE;
  return (eventsAMonth(traffic) * (unit === 0 ? bytes : Math.ceil(bytes / unit) * unit)) / GIBIBYTE;
}

const HOURS_A_DAY = 24;
const HOURS_A_WEEK = 168;
const KIBIBYTES_OF_A_PUT_UNIT = 25;
const price = KINESIS_PRICES;

/** @see https://aws.amazon.com/kinesis/data-streams/pricing/ */
const streamCost: CostItemsOf = (stream, traffic) => {
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
  const hourly = traffic && gigabytesAMonth(traffic) / HOURS_A_MONTH;
  const beyond = Math.max(0, hours - HOURS_A_WEEK);
  const beyondAWeek = beyond === 0 ? 0 : hourly && hourly * beyond * price.dollarsPerGigabyteMonthBeyondAWeek;
  if (!onDemand) return [shardRetention(stream, hours, beyondAWeek)];
  const toAWeek = Math.min(hours, HOURS_A_WEEK) - HOURS_A_DAY;
  return [
    {
      item: "retention of more than a day",
      basis: "assumed usage",
      dollars:
        hourly && beyondAWeek !== undefined
          ? hourly * toAWeek * price.dollarsPerGigabyteMonthToAWeek + beyondAWeek
          : undefined,
      note: `${hours} hours; $${price.dollarsPerGigabyteMonthToAWeek} a GB and month up to a week, then $${price.dollarsPerGigabyteMonthBeyondAWeek}`,
      price,
    },
  ];
}

/** A provisioned stream pays for the first week by the shard hour, whatever it keeps. */
function shardRetention(stream: Values, hours: number, beyondAWeek: number | undefined): CostItem {
  const shards = numberAt(stream, "shard_count");
  const toAWeek = shards === undefined ? undefined : shards * price.dollarsPerShardHourToAWeek * HOURS_A_MONTH;
  return {
    item: "retention of more than a day",
    basis: beyondAWeek === 0 ? "capacity" : "assumed usage",
    dollars: toAWeek === undefined || beyondAWeek === undefined ? undefined : toAWeek + beyondAWeek,
    note: `${hours} hours; $${price.dollarsPerShardHourToAWeek} an hour and shard up to a week, then $${price.dollarsPerGigabyteMonthBeyondAWeek} a GB and month`,
    price,
  };
}

/** Storage and backups come on top. @see https://aws.amazon.com/dynamodb/pricing/ */
const tableCost: CostItemsOf = (table) => {
  if (table["billing_mode"] === "PAY_PER_REQUEST") {
    const { dollarsPerMillionWriteUnits: write, dollarsPerMillionReadUnits: read } = DYNAMODB_PRICES;
    const note = `on demand, $${write} a million write units, $${read} a million read units`;
    return [{ item: "requests", basis: "assumed usage", dollars: undefined, note, price: DYNAMODB_PRICES }];
  }
  const capacity = (item: string, attribute: string, dollarsAnHour: number): CostItem => {
    const units = numberAt(table, attribute);
    return {
      item,
      basis: "capacity",
      dollars: units && units * dollarsAnHour * HOURS_A_MONTH,
      note: `${units ?? "an unknown number of"} units, $${dollarsAnHour} an hour each`,
      price: DYNAMODB_CAPACITY_PRICES,
    };
  };
  return [
    capacity("write capacity", "write_capacity", DYNAMODB_CAPACITY_PRICES.dollarsPerWriteUnitHour),
    capacity("read capacity", "read_capacity", DYNAMODB_CAPACITY_PRICES.dollarsPerReadUnitHour),
  ];
};

const S3 = "extended_s3_configuration[0]";
const KIBIBYTES_OF_A_RECORD = 5;

/**
 * A record counts as whole 5 KB, unless producers pack many events into one, as a delivery stream that de-aggregates
 * expects. Objects, jq hours and requests of S3 come on top: they depend on how events are spread over partitions.
 *
 * @see https://aws.amazon.com/firehose/pricing/
 */
const deliveryCost: CostItemsOf = (delivery, traffic) => {
  const processors = blocksOf(valueAt(delivery, `${S3}.processing_configuration[0].processors`));
  const packed = processors.some(({ type }) => type === "RecordDeAggregation");
  const gigabytes = traffic && gigabytesAMonth(traffic, packed ? undefined : KIBIBYTES_OF_A_RECORD);
  const how = packed ? "packed records" : "in whole 5 KB a record";
  const item = (name: string, dollars: number): CostItem => ({
    item: name,
    basis: "assumed usage",
    dollars: gigabytes && gigabytes * dollars,
    note: `$${dollars} a GB, ${how}`,
    price: FIREHOSE_PRICES,
  });
  const conversion = `${S3}.data_format_conversion_configuration[0]`;
  const converts = valueAt(delivery, conversion) !== undefined && valueAt(delivery, `${conversion}.enabled`) !== false;
  const isOn = (path: string) => valueAt(delivery, `${S3}.${path}`) === true;
  return [
    item("data in", FIREHOSE_PRICES.dollarsPerGigabyteIn),
    ...(converts ? [item("format conversion", FIREHOSE_PRICES.dollarsPerGigabyteConverted)] : []),
    ...(isOn("dynamic_partitioning_configuration[0].enabled")
      ? [item("dynamic partitioning", FIREHOSE_PRICES.dollarsPerGigabytePartitioned)]
      : []),
  ];
};

/** Data processing units of one worker. @see https://docs.aws.amazon.com/glue/latest/dg/worker-types.html */
const WORKER_UNITS: Readonly<Record<string, number>> = { "G.025X": 0.25, "G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8 };

/** How long a function runs is not in a plan. @see https://aws.amazon.com/lambda/pricing/ */
const functionCost: CostItemsOf = (lambda) => {
  const mebibytes = numberAt(lambda, "memory_size") ?? 128;
  const architecture = textsOf(lambda["architectures"]).includes("arm64") ? "arm64" : "x86_64";
  const second = (mebibytes / 1024) * LAMBDA_PRICES.dollarsPerGigabyteSecond[architecture];
  const note = `${mebibytes} MB on ${architecture}: $${(second * 3600).toFixed(4)} for an hour of work`;
  return [{ item: "compute", basis: "assumed usage", dollars: undefined, note, price: LAMBDA_PRICES }];
};

/** How long a job runs is not in a plan. @see https://aws.amazon.com/glue/pricing/ */
const jobCost: CostItemsOf = (job) => {
  const workers = numberAt(job, "number_of_workers");
  const units = WORKER_UNITS[String(job["worker_type"])];
  const { dollarsPerFlexUnitHour, dollarsPerUnitHour } = GLUE_PRICES;
  const hour = job["execution_class"] === "FLEX" ? dollarsPerFlexUnitHour : dollarsPerUnitHour;
  const note =
    workers === undefined || units === undefined
      ? `$${hour} for an hour of a data processing unit`
      : `${workers} workers of ${units} units: $${(workers * units * hour).toFixed(2)} for an hour of a run`;
  return [{ item: "runs", basis: "assumed usage", dollars: undefined, note, price: GLUE_PRICES }];
};

const keyCost: CostItemsOf = () => [
  {
    item: "key",
    basis: "capacity",
    dollars: KMS_PRICES.dollarsPerKeyMonth,
    note: "requests come on top",
    price: KMS_PRICES,
  },
];

/** By Terraform type. A resource of any other type has no price here. */
export const COST_ITEMS: Readonly<Record<string, CostItemsOf>> = {
  aws_dynamodb_table: tableCost,
  aws_glue_job: jobCost,
  aws_kinesis_firehose_delivery_stream: deliveryCost,
  aws_kinesis_stream: streamCost,
  aws_kms_key: keyCost,
  aws_lambda_function: functionCost,
};
