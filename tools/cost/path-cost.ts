import { DEFAULT_MEMORY_MEBIBYTES } from "../../modules/deduplicator/deduplicator-props";
import { billedBytes } from "../bench/packing/packing";
import { type JobDesign, jobDollars, maintenanceDollars, requestDollars } from "./job-cost";
import { LIST_PRICES } from "./list-prices";
import type { MeasuredFigures } from "./measured-figures";
import { deliveredInInterval, type Scenario, writtenInInterval } from "./scenario";
import { streamDollars } from "./stream-cost";

/** How the events are processed. */
export type Mode = "in-flight" | "in-lake";

/** What is paid for; objects are those of the delivery stream, and data files and commits of the job. */
export const COST_PARTS = [
  "stream",
  "function",
  "index",
  "delivery",
  "objects",
  "job",
  "maintenance",
  "requests",
  "crawlers",
] as const;

/** Dollars for a million events, by part. */
export type PathCost = Readonly<Record<(typeof COST_PARTS)[number], number>>;

/** How the deduplicator's code batches and packs the events of the scenario. */
export interface PackingFigures {
  readonly eventsPerBatch: number;
  readonly deliveredBytes: number;
  readonly packedBilledBytes: number;
  readonly singleBilledBytes: number;
}

/** What a path is built like, as far as cost depends on it: this project's in either mode, or the textbook's. */
export interface PathDesign {
  /** Of the function. @default - there is none, and Firehose reads the stream */
  readonly function?: { readonly eventsPerBatch: number; readonly eventsPerCoreSecond: number };
  readonly indexDollarsPerMillion: number;
  /** Bytes of an event that Firehose counts; `isPartitioned`: it converts to Parquet and partitions by keys. */
  readonly delivery: { readonly billedBytes: number; readonly isPartitioned: boolean };
  readonly job: JobDesign;
  readonly crawlsADay: number;
}

const GIB = 2 ** 30;
const MILLION = 1_000_000;
/** One core of Lambda. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MEBIBYTES_PER_CORE = 1_769;
/** Assumed: two answers of DynamoDB and one of Firehose, one after the other, that a batch waits for. */
const WAITING_SECONDS_PER_BATCH = 0.07;
/** Assumed: ten minutes of one DPU, the least that a crawl is billed for. */
const CRAWL_DPU_HOURS = 10 / 60;
/** A crawler each for the Delta tables and for the raw tables, every night. */
const CRAWLS_A_NIGHT = { "in-flight": 2, "in-lake": 1 } as const;

/** This project's path in a mode. */
export function modeDesign(
  mode: Mode,
  { eventsPerHour, eventBytes }: Scenario,
  packing: PackingFigures,
  measured: MeasuredFigures,
): PathDesign {
  const isInFlight = mode === "in-flight";
  const { curationCoreSecondsPerTable: coreSecondsPerTable, landingSlowdown } = measured;
  return {
    ...(isInFlight && {
      function: {
        eventsPerBatch: packing.eventsPerBatch,
        eventsPerCoreSecond: measured.deduplicatedEventsPerCoreSecond("Bucket log"),
      },
    }),
    indexDollarsPerMillion: isInFlight ? measured.indexDollarsPerMillion("Bucket log", eventsPerHour) : 0,
    // In the lake Firehose takes each record as it is in the stream, converts nothing and partitions nothing.
    delivery: {
      billedBytes: isInFlight ? packing.packedBilledBytes : billedBytes([eventBytes]),
      isPartitioned: isInFlight,
    },
    job: { slowdown: isInFlight ? 1 : landingSlowdown, coreSecondsPerTable },
    crawlsADay: CRAWLS_A_NIGHT[mode],
  };
}

/** What a million events cost on a path. */
export function pathCost(design: PathDesign, scenario: Scenario, packing: PackingFigures): PathCost {
  return {
    stream: streamDollars(scenario),
    function: functionDollars(design),
    index: design.indexDollarsPerMillion,
    delivery: deliveryDollars(design, packing),
    objects: objectDollars(design, scenario),
    job: jobDollars(scenario, design.job),
    maintenance: maintenanceDollars(scenario, design.job),
    requests: requestDollars(scenario, design.delivery.isPartitioned),
    crawlers:
      (design.crawlsADay * CRAWL_DPU_HOURS * LIST_PRICES.glueCrawlerDpuHour.dollars * MILLION) /
      (scenario.eventsPerHour * 24),
  };
}

/** What a million events cost in a mode. */
export function modeCost(mode: Mode, scenario: Scenario, packing: PackingFigures, measured: MeasuredFigures): PathCost {
  return pathCost(modeDesign(mode, scenario, packing, measured), scenario, packing);
}

export function totalDollars(cost: PathCost): number {
  return COST_PARTS.reduce((sum, part) => sum + cost[part], 0);
}

function functionDollars({ function: its }: PathDesign): number {
  if (its === undefined) return 0;
  const batches = MILLION / its.eventsPerBatch;
  const cores = DEFAULT_MEMORY_MEBIBYTES / MEBIBYTES_PER_CORE;
  const working = MILLION / its.eventsPerCoreSecond / Math.min(1, cores);
  const gibSeconds = (working + batches * WAITING_SECONDS_PER_BATCH) * (DEFAULT_MEMORY_MEBIBYTES / 1024);
  return (
    batches * (LIST_PRICES.lambdaMillionRequests.dollars / MILLION) + gibSeconds * LIST_PRICES.lambdaGibSecond.dollars
  );
}

function deliveryDollars({ delivery }: PathDesign, { deliveredBytes }: PackingFigures): number {
  const { firehoseGib, firehoseConversionGib, firehosePartitioningGib } = LIST_PRICES;
  const dollars = delivery.isPartitioned
    ? delivery.billedBytes * (firehoseGib.dollars + firehoseConversionGib.dollars) +
      deliveredBytes * firehosePartitioningGib.dollars
    : delivery.billedBytes * firehoseGib.dollars;
  return (dollars * MILLION) / GIB;
}

/** Firehose has a price for objects where it partitions by keys. */
function objectDollars({ delivery: { isPartitioned } }: PathDesign, scenario: Scenario): number {
  const { eventsPerHour, eventBytes, bufferSeconds, bufferMebibytes, curationMinutes, eventTypes } = scenario;
  const { firehoseThousandObjects, s3ThousandPuts } = LIST_PRICES;
  const bufferBytes = bufferMebibytes * 2 ** 20;
  const delivered = isPartitioned
    ? deliveredInInterval(scenario, bufferSeconds, bufferBytes).objects
    : Math.max(1, (((eventsPerHour * eventBytes) / 3600) * bufferSeconds) / bufferBytes);
  const deliveredPerHour = (delivered * 3600) / bufferSeconds;
  const deliveredRate = s3ThousandPuts.dollars + (isPartitioned ? firehoseThousandObjects.dollars : 0);
  const curated = writtenInInterval(scenario, curationMinutes * 60).partitions + eventTypes;
  const curatedPerHour = (curated * 60) / curationMinutes;
  const dollarsPerHour = (deliveredPerHour * deliveredRate + curatedPerHour * s3ThousandPuts.dollars) / 1_000;
  return (dollarsPerHour * MILLION) / eventsPerHour;
}
