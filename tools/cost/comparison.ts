import { hasFlexWorkers } from "../../modules/curation/worker-fleet";
import { streamShards } from "../../modules/event-stream/stream-shards";
import type { MeasuredFigures, Store } from "./measured-figures";
import { modeDesign, type PackingFigures, pathCost, type PathCost, type PathDesign, totalDollars } from "./path-cost";
import { REFERENCE_TRAFFIC, referencePacking, type ReferenceTraffic, referenceScenario } from "./reference-traffic";
import type { Scenario } from "./scenario";
import { eventsOfAUnit, streamDollars } from "./stream-cost";

/** The paths that are compared, this project's first. */
export const PATHS = ["Event Lake", "Textbook", "Textbook with Powertools"] as const;

/** One traffic, and what a million events cost on each path. */
export interface Comparison {
  readonly eventsPerHour: ReferenceTraffic;
  readonly shards: number;
  readonly costs: Readonly<Record<(typeof PATHS)[number], PathCost>>;
}

/** A setting that costs less, on top of those before it. */
export interface Step {
  readonly setting: string;
  readonly givesUp: string;
  readonly dollarsPerMillion: number;
}

const MINUTES = 60;
/** What an event source mapping takes when nobody says otherwise. @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
const TEXTBOOK_BATCH = 100;
/** A crawler that runs before each run of the job, every hour. */
const TEXTBOOK_CRAWLS_A_DAY = 24;
/** From here on producers have so much to send that no event waits long for the others of its record. */
const AGGREGATED_FROM_EVENTS_PER_HOUR = 1_000_000;

/** What a million events cost on each path, at each traffic, with an hourly job on all of them. */
export function comparisons(measured: MeasuredFigures): readonly Comparison[] {
  return REFERENCE_TRAFFIC.map((eventsPerHour) => {
    const packing = referencePacking(eventsPerHour);
    const onDemand = referenceScenario(eventsPerHour, MINUTES);
    const ours = cheapest(onDemand);
    const textbook = (store: Store) => pathCost(textbookDesign(store, onDemand, packing, measured), onDemand, packing);
    return {
      eventsPerHour,
      shards: ours.provisionedShards ?? 0,
      costs: {
        "Event Lake": pathCost(modeDesign("in-flight", ours, packing, measured), ours, packing),
        Textbook: textbook("One conditional put"),
        "Textbook with Powertools": textbook("Powertools idempotency"),
      },
    };
  });
}

/** How a million events an hour come to cost less, setting by setting. */
export function steps(measured: MeasuredFigures): readonly Step[] {
  const packing = referencePacking(1_000_000);
  const onDemand = referenceScenario(1_000_000, MINUTES);
  const provisioned = withShards(onDemand);
  const flex = withFlex(provisioned);
  const aggregated = withAggregates(flex);
  const cost = (scenario: Scenario) =>
    totalDollars(pathCost(modeDesign("in-flight", scenario, packing, measured), scenario, packing));
  return [
    { setting: "a stream on demand, an hourly job", givesUp: "", dollarsPerMillion: cost(onDemand) },
    {
      setting: '`stream.mode: { kind: "provisioned" }`',
      givesUp: "a stream that grows by itself: beyond its shards, puts are throttled and must be repeated",
      dollarsPerMillion: cost(provisioned),
    },
    {
      setting: '`curation.executionClass: "flex"`',
      givesUp: "workers that are there at once: a run may wait, or go on with the next one",
      dollarsPerMillion: cost(flex),
    },
    {
      setting: `producers that aggregate, ${aggregated.eventsPerRecord ?? 1} events a record`,
      givesUp: "a fraction of a second, and what a producer holds when it is killed",
      dollarsPerMillion: cost(aggregated),
    },
    {
      setting: "`curation.everyMinutes: 120`",
      givesUp: "tables that are an hour old at most",
      dollarsPerMillion: cost({ ...aggregated, curationMinutes: 120 }),
    },
  ];
}

/** What the stream asks for a million events, from producers that send each by itself and from those that aggregate. */
export interface StreamComparison {
  readonly eventBytes: number;
  readonly eventsPerRecord: number;
  readonly onDemand: { readonly plain: number; readonly aggregated: number };
  readonly provisioned: { readonly plain: number; readonly aggregated: number };
}

const STREAMED_BYTES = [250, 1_000, 1_100] as const;

/** Whole KB of a record on demand against units of 25 KB, at a million events an hour. */
export function streamComparisons(): readonly StreamComparison[] {
  return STREAMED_BYTES.map((eventBytes) => {
    const scenario = { ...referenceScenario(1_000_000, MINUTES), eventBytes };
    const dollars = (of: Scenario) => ({ plain: streamDollars(of), aggregated: streamDollars(withAggregates(of)) });
    return {
      eventBytes,
      eventsPerRecord: eventsOfAUnit(eventBytes),
      onDemand: dollars(scenario),
      provisioned: dollars(withShards(scenario)),
    };
  });
}

/** The settings that keep what is promised, and cost least. */
function cheapest(scenario: Scenario): Scenario {
  return withAggregates(withFlex(withShards(scenario)));
}

function withShards(scenario: Scenario): Scenario {
  return { ...scenario, provisionedShards: streamShards({ kind: "provisioned" }, trafficOf(scenario)) };
}

function withFlex(scenario: Scenario): Scenario {
  const traffic = { ...trafficOf(scenario), everyMinutes: scenario.curationMinutes };
  return hasFlexWorkers(traffic) ? { ...scenario, executionClass: "flex" } : scenario;
}

function withAggregates(scenario: Scenario): Scenario {
  const isMuch = scenario.eventsPerHour >= AGGREGATED_FROM_EVENTS_PER_HOUR;
  return isMuch ? { ...scenario, eventsPerRecord: eventsOfAUnit(scenario.eventBytes) } : scenario;
}

function trafficOf({ eventsPerHour, eventBytes }: Scenario) {
  return { eventsPerHour, averageEventBytes: eventBytes };
}

/**
 * The pipeline as guides build it from the same services: an on-demand stream, a function that asks DynamoDB about each
 * event and hands Firehose each event as a record of its own, a job that reads and merges table by table, a crawler for
 * each run. It keeps the same promises: ids for 7 days, Parquet by type and day, each event once in Delta. Its job
 * lists as little as ours, which flatters it.
 */
function textbookDesign(
  store: Store,
  { eventsPerHour }: Scenario,
  packing: PackingFigures,
  measured: MeasuredFigures,
): PathDesign {
  return {
    function: {
      // At little traffic a batch does not fill.
      eventsPerBatch: Math.min(TEXTBOOK_BATCH, packing.eventsPerBatch),
      eventsPerCoreSecond: measured.deduplicatedEventsPerCoreSecond(store, TEXTBOOK_BATCH),
    },
    indexDollarsPerMillion: measured.indexDollarsPerMillion(store, eventsPerHour),
    delivery: { billedBytes: packing.singleBilledBytes, isPartitioned: true },
    job: { slowdown: 1, coreSecondsPerTable: measured.coreSecondsPerTableReadAlone },
    crawlsADay: TEXTBOOK_CRAWLS_A_DAY,
  };
}
