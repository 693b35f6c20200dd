import { curationCoreSeconds, workerFleet } from "../../modules/curation";
import { DEFAULT_MEMORY_MEBIBYTES } from "../../modules/deduplicator";
import { billedBytes } from "../bench/packing/packing";
import { HOURS_A_MONTH } from "@event-lake/plan-review/costs/prices";
import { LIST_PRICES } from "./list-prices";
import type { MeasuredFigures } from "./measured-figures";

/** How the events are processed. */
export type Mode = "in-flight" | "in-lake";

/** What is sent, and the settings of the environment that cost depends on. */
export interface Scenario {
  readonly eventsPerHour: number;
  /** Of an event as it is sent. */
  readonly eventBytes: number;
  readonly eventTypes: number;
  /** 0 to 1: part of the events that are created up to `latestDays` before they arrive. */
  readonly lateShare: number;
  readonly latestDays: number;
  /** As `environments/` has them. */
  readonly bufferSeconds: number;
  readonly bufferMebibytes: number;
  readonly curationMinutes: number;
  readonly retentionHours: number;
  /** Of a provisioned stream. @default - on demand */
  readonly provisionedShards?: number;
}

/** What is paid for; objects are those of the delivery stream, and data files and commits of the job. */
export const COST_PARTS = ["stream", "function", "index", "delivery", "objects", "job", "crawlers"] as const;

/** Dollars for a million events, by part. */
export type ModeCost = Readonly<Record<(typeof COST_PARTS)[number], number>>;

/** How the deduplicator's code batches and packs the events of the scenario. */
export interface PackingFigures {
  readonly eventsPerBatch: number;
  readonly deliveredBytes: number;
  readonly packedBilledBytes: number;
}

const GIB = 2 ** 30;
/** Of a record, as a provisioned stream counts it. @see https://aws.amazon.com/kinesis/data-streams/pricing/ */
const PUT_UNIT_BYTES = 25 * 1024;
const MILLION = 1_000_000;
/** One core of Lambda. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MEBIBYTES_PER_CORE = 1_769;
/** Assumed: two answers of DynamoDB and one of Firehose, one after the other, that a batch waits for. */
const WAITING_SECONDS_PER_BATCH = 0.07;
/** Assumed: the Spark session, before the first file is read. */
const SESSION_SECONDS = 10;
/** A run is billed for a minute at least. @see https://aws.amazon.com/glue/pricing/ */
const LEAST_RUN_SECONDS = 60;
const DPUS = { "G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8 } as const;
const CORES_PER_DPU = 4;
/** Assumed: ten minutes of one DPU, the least that a crawl is billed for. */
const CRAWL_DPU_HOURS = 10 / 60;
/** A crawler each for the Delta tables and for the raw tables, every night. */
const CRAWLS_A_NIGHT = { "in-flight": 2, "in-lake": 1 } as const;

/** What a million events cost in a mode. */
export function modeCost(mode: Mode, scenario: Scenario, packing: PackingFigures, measured: MeasuredFigures): ModeCost {
  const inFlight = mode === "in-flight";
  return {
    stream: streamDollars(scenario),
    function: inFlight ? functionDollars(packing, measured) : 0,
    index: inFlight ? measured.indexDollarsPerMillion(scenario.eventsPerHour) : 0,
    delivery: deliveryDollars(mode, scenario, packing),
    objects: objectDollars(mode, scenario),
    job: jobDollars(scenario, measured.curationCoreSecondsPerTable, inFlight ? 1 : measured.landingSlowdown),
    crawlers:
      (CRAWLS_A_NIGHT[mode] * CRAWL_DPU_HOURS * LIST_PRICES.glueDpuHour.dollars * MILLION) /
      (scenario.eventsPerHour * 24),
  };
}

export function totalDollars(cost: ModeCost): number {
  return COST_PARTS.reduce((sum, part) => sum + cost[part], 0);
}

function streamDollars(scenario: Scenario): number {
  const { eventsPerHour, eventBytes, retentionHours, provisionedShards } = scenario;
  const { kinesisStreamHour, kinesisInGib, kinesisOutGib, kinesisRetentionGibMonth } = LIST_PRICES;
  if (provisionedShards !== undefined) return provisionedDollars(scenario, provisionedShards);
  const written = (Math.ceil(eventBytes / 1024) * 1024 * MILLION) / GIB;
  const read = (eventBytes * MILLION) / GIB;
  const keptMonths = Math.max(0, retentionHours - 24) / HOURS_A_MONTH;
  return (
    (kinesisStreamHour.dollars * MILLION) / eventsPerHour +
    written * (kinesisInGib.dollars + keptMonths * kinesisRetentionGibMonth.dollars) +
    read * kinesisOutGib.dollars
  );
}

/** AWS counts what is kept beyond a day by its bytes, and the reading of a shard is in its price. */
function provisionedDollars({ eventsPerHour, eventBytes, retentionHours }: Scenario, shards: number): number {
  const { kinesisShardHour, kinesisMillionPutUnits, kinesisShardHourBeyondADay } = LIST_PRICES;
  const kept = retentionHours > 24 ? kinesisShardHourBeyondADay.dollars : 0;
  return (
    (shards * (kinesisShardHour.dollars + kept) * MILLION) / eventsPerHour +
    Math.ceil(eventBytes / PUT_UNIT_BYTES) * kinesisMillionPutUnits.dollars
  );
}

function functionDollars({ eventsPerBatch }: PackingFigures, measured: MeasuredFigures): number {
  const batches = MILLION / eventsPerBatch;
  const cores = DEFAULT_MEMORY_MEBIBYTES / MEBIBYTES_PER_CORE;
  const working = MILLION / measured.deduplicatedEventsPerCoreSecond / Math.min(1, cores);
  const gibSeconds = (working + batches * WAITING_SECONDS_PER_BATCH) * (DEFAULT_MEMORY_MEBIBYTES / 1024);
  return (
    batches * (LIST_PRICES.lambdaMillionRequests.dollars / MILLION) + gibSeconds * LIST_PRICES.lambdaGibSecond.dollars
  );
}

/** In the lake, Firehose takes each event as a record of its own from the stream, converts nothing and partitions nothing. */
function deliveryDollars(mode: Mode, { eventBytes }: Scenario, packing: PackingFigures): number {
  const { firehoseGib, firehoseConversionGib, firehosePartitioningGib } = LIST_PRICES;
  const dollars =
    mode === "in-flight"
      ? packing.packedBilledBytes * (firehoseGib.dollars + firehoseConversionGib.dollars) +
        packing.deliveredBytes * firehosePartitioningGib.dollars
      : billedBytes([eventBytes]) * firehoseGib.dollars;
  return (dollars * MILLION) / GIB;
}

/** Firehose has a price for objects where it partitions by keys. */
function objectDollars(mode: Mode, scenario: Scenario): number {
  const { eventsPerHour, eventBytes, bufferSeconds, bufferMebibytes, curationMinutes, eventTypes } = scenario;
  const { firehoseThousandObjects, s3ThousandPuts } = LIST_PRICES;
  const bufferBytes = bufferMebibytes * 2 ** 20;
  const inFlight = mode === "in-flight";
  const delivered = inFlight
    ? writtenInInterval(scenario, bufferSeconds, bufferBytes).objects
    : Math.max(1, (((eventsPerHour * eventBytes) / 3600) * bufferSeconds) / bufferBytes);
  const deliveredPerHour = (delivered * 3600) / bufferSeconds;
  const deliveredRate = s3ThousandPuts.dollars + (inFlight ? firehoseThousandObjects.dollars : 0);
  const curated = writtenInInterval(scenario, curationMinutes * 60).partitions + eventTypes;
  const curatedPerHour = (curated * 60) / curationMinutes;
  const dollarsPerHour = (deliveredPerHour * deliveredRate + curatedPerHour * s3ThousandPuts.dollars) / 1_000;
  return (dollarsPerHour * MILLION) / eventsPerHour;
}

/** The whole fleet for as long as the run takes: what auto scaling gives back is not taken off. */
function jobDollars(
  { eventsPerHour, eventBytes, eventTypes, curationMinutes }: Scenario,
  coreSecondsPerTable: number,
  slowdown: number,
): number {
  const { workerType, workers } = workerFleet({
    eventsPerHour,
    averageEventBytes: eventBytes,
    everyMinutes: curationMinutes,
  });
  const events = (eventsPerHour * curationMinutes) / 60;
  const cores = (workers - 1) * DPUS[workerType] * CORES_PER_DPU;
  const coreSeconds = curationCoreSeconds(events, eventBytes) * slowdown + eventTypes * coreSecondsPerTable;
  const seconds = Math.max(LEAST_RUN_SECONDS, SESSION_SECONDS + coreSeconds / cores);
  const dpuHours = (workers * DPUS[workerType] * seconds) / 3600;
  return (dpuHours * LIST_PRICES.glueDpuHour.dollars * MILLION) / events;
}

/** What is written in an interval: a table and a date is a partition. */
export interface Written {
  /** Partitions that get events. */
  readonly partitions: number;
  /** Objects, when a partition is written once it has collected `objectBytes`, and at the end of the interval. */
  readonly objects: number;
}

/**
 * What is written for the events of an interval, on average: types are equally frequent, late events are spread evenly over
 * the days before, and events arrive at random times. A partition without an event is not written.
 *
 * @param seconds of the interval
 * @param objectBytes after which an object is written before the interval ends
 */
export function writtenInInterval(
  { eventsPerHour, eventBytes, eventTypes, lateShare, latestDays }: Scenario,
  seconds: number,
  objectBytes = Infinity,
): Written {
  const ofType = ((eventsPerHour / 3600) * seconds) / eventTypes;
  const days = [
    { count: eventTypes, events: ofType * (1 - lateShare) },
    { count: eventTypes * latestDays, events: (ofType * lateShare) / latestDays },
  ];
  const written = { partitions: 0, objects: 0 };
  for (const { count, events } of days) {
    const partitions = count * (1 - Math.exp(-events));
    written.partitions += partitions;
    written.objects += Math.max(partitions, (count * events * eventBytes) / objectBytes);
  }
  return written;
}
