import type { Environment } from "../../environments/schema";
import { hasFlexWorkers } from "../../modules/curation/worker-fleet";
import { streamShards } from "../../modules/event-stream/stream-shards";
import { DYNAMODB_PRICES, HOURS_A_MONTH, KMS_PRICES } from "@event-lake/plan-review/costs/prices";
import { packingRow } from "../bench/packing/packing";
import { LATE_SHARE, type MeasuredFigures } from "./measured-figures";
import { COST_PARTS, modeCost, type PackingFigures } from "./path-cost";
import type { Scenario } from "./scenario";

/** What is paid for in an environment. */
export const ENVIRONMENT_PARTS = [...COST_PARTS, "key"] as const;

/** Dollars a month, by part. */
export type MonthlyCost = Readonly<Record<(typeof ENVIRONMENT_PARTS)[number], number>>;

/** What an environment costs, from its file. */
export class EnvironmentCosts {
  private readonly packings = new Map<string, PackingFigures>();

  /** @param eventTypes number of contracts */
  constructor(
    private readonly eventTypes: number,
    private readonly measured: MeasuredFigures,
  ) {}

  /** @param factor of the declared traffic */
  monthly(environment: Environment, factor = 1): MonthlyCost {
    const scenario = scenarioOf(environment, this.eventTypes, factor);
    const { eventsPerHour, eventBytes } = scenario;
    const perMillion = modeCost(
      environment.processing,
      scenario,
      this.packing(eventsPerHour, eventBytes),
      this.measured,
    );
    const millions = (eventsPerHour * HOURS_A_MONTH) / 1e6;
    const parts = Object.fromEntries(COST_PARTS.map((part) => [part, perMillion[part] * millions])) as MonthlyCost;
    const items = environment.processing === "in-flight" && environment.deduplication.index === "item-per-event";
    return {
      ...parts,
      // A conditional put each.
      ...(items && { index: DYNAMODB_PRICES.dollarsPerMillionWriteUnits * millions }),
      key: environment.encryption === "customer-managed" ? KMS_PRICES.dollarsPerKeyMonth : 0,
    };
  }

  private packing(eventsPerHour: number, eventBytes: number): PackingFigures {
    const key = `${eventsPerHour} ${eventBytes}`;
    const seconds = Math.min(
      LONGEST_SIMULATION,
      Math.max(SHORTEST_SIMULATION, SIMULATED_EVENTS / (eventsPerHour / 3600)),
    );
    const shards = eventsPerHour >= MANY_EVENTS_PER_HOUR ? SIMULATED_SHARDS : undefined;
    const packing = this.packings.get(key) ?? packingRow(eventsPerHour, eventBytes, Math.ceil(seconds), shards);
    this.packings.set(key, packing);
    return packing;
  }
}

export function monthlyDollars(cost: MonthlyCost): number {
  return ENVIRONMENT_PARTS.reduce((sum, part) => sum + cost[part], 0);
}

/** Of the stream, for the figures of batches and packing. */
const SIMULATED_EVENTS = 2_000;
/** Seconds. */
const LONGEST_SIMULATION = 7_200;
const SHORTEST_SIMULATION = 5;
/** From here on some of the shards are simulated, which are alike. */
const MANY_EVENTS_PER_HOUR = 50_000_000;
const SIMULATED_SHARDS = 4;
const LATEST_DAYS = 6;

/** What the cost of an environment depends on, at a part or a multiple of its traffic. */
export function scenarioOf(environment: Environment, eventTypes: number, factor: number): Scenario {
  const { traffic, stream, delivery, curation } = environment;
  return {
    eventsPerHour: traffic.eventsPerHour * factor,
    eventBytes: traffic.averageEventBytes,
    eventTypes,
    lateShare: LATE_SHARE,
    latestDays: LATEST_DAYS,
    bufferSeconds: delivery.bufferSeconds,
    bufferMebibytes: delivery.bufferMebibytes,
    curationMinutes: curation.everyMinutes,
    executionClass: curation.executionClass,
    retentionHours: stream.retentionHours,
    ...(stream.mode.kind === "provisioned" && { provisionedShards: shardsAt(stream.mode, traffic, factor) }),
  };
}

/** Shards that follow from the traffic follow its multiples; those that were chosen stay. */
function shardsAt(mode: Environment["stream"]["mode"], traffic: Environment["traffic"], factor: number): number {
  const { eventsPerHour, peakEventsPerSecond: peak, ...events } = traffic;
  return streamShards(mode, {
    ...events,
    eventsPerHour: Math.max(1, eventsPerHour * factor),
    ...(peak !== undefined && { peakEventsPerSecond: peak * factor }),
  });
}

/** A setting with which an environment would cost less. */
export interface Saving {
  /** As the environment's file has it. */
  readonly setting: string;
  readonly givesUp: string;
  readonly dollarsAMonth: number;
}

interface Alternative {
  readonly setting: string;
  readonly givesUp: string;
  readonly environment: Environment;
}

const LEAST_SAVING = 1;

/** What would be cheaper, each by itself, the most first. */
export function savings(environment: Environment, costs: EnvironmentCosts): readonly Saving[] {
  const now = monthlyDollars(costs.monthly(environment));
  return alternatives(environment)
    .map(({ environment: other, ...said }) => ({ ...said, dollarsAMonth: now - monthlyDollars(costs.monthly(other)) }))
    .filter(({ dollarsAMonth }) => dollarsAMonth >= LEAST_SAVING)
    .sort((a, b) => b.dollarsAMonth - a.dollarsAMonth);
}

function alternatives(environment: Environment): readonly Alternative[] {
  const { stream, delivery, curation, processing, encryption, deduplication } = environment;
  const shards = streamShards({ kind: "provisioned" }, environment.traffic);
  const minutes = ([60, 240, 1440] as const).filter((every) => every > curation.everyMinutes);
  return [
    {
      setting: 'stream.mode: { kind: "provisioned" }',
      givesUp: `what grows by itself: ${shards === 1 ? "one shard takes" : `${shards} shards take`} the declared peak, and what is beyond is throttled until its producer has put it again`,
      environment: { ...environment, stream: { ...stream, mode: { kind: "provisioned" } } },
    },
    {
      setting: 'stream.mode: { kind: "on-demand" }',
      givesUp: "a price that does not follow the traffic",
      environment: { ...environment, stream: { ...stream, mode: { kind: "on-demand" } } },
    },
    {
      setting: "stream.retentionHours: 24",
      givesUp:
        "a stream that can be read again after more than a day: nobody may need longer to mend what stands still",
      environment: { ...environment, stream: { ...stream, retentionHours: Math.min(24, stream.retentionHours) } },
    },
    {
      setting: `processing: "${processing === "in-flight" ? "in-lake" : "in-flight"}"`,
      givesUp:
        processing === "in-flight"
          ? "duplicates and rejected events that are known within seconds, and raw tables (docs/runbooks/switch-processing.md)"
          : "a path without a function and an index (docs/runbooks/switch-processing.md)",
      environment: { ...environment, processing: processing === "in-flight" ? "in-lake" : "in-flight" },
    },
    {
      setting: 'deduplication.index: "bucket-log"',
      givesUp: "producers that change created_at when they send an event again (docs/deduplication.md)",
      environment: { ...environment, deduplication: { ...deduplication, index: "bucket-log" } },
    },
    ...minutes.map((everyMinutes) => ({
      setting: `curation.everyMinutes: ${everyMinutes}`,
      givesUp: `tables that are younger than ${everyMinutes === 1440 ? "a day" : `${everyMinutes / 60} hours`.replace(/^1 hours$/, "an hour")}`,
      environment: { ...environment, curation: { ...curation, everyMinutes } },
    })),
    ...(hasFlexWorkers({ ...environment.traffic, everyMinutes: curation.everyMinutes })
      ? [
          {
            setting: 'curation.executionClass: "flex"',
            givesUp:
              "runs that start at once and keep their workers: tables may be older than everyMinutes now and then",
            environment: { ...environment, curation: { ...curation, executionClass: "flex" as const } },
          },
        ]
      : []),
    {
      setting: "delivery: { bufferMebibytes: 128, bufferSeconds: 900 }",
      givesUp: "raw files that are younger than a quarter of an hour",
      environment: { ...environment, delivery: { ...delivery, bufferMebibytes: 128, bufferSeconds: 900 } },
    },
    ...(encryption === "customer-managed"
      ? [
          {
            setting: 'encryption: "aws-managed"',
            givesUp: "a key whose policy decides who reads, and that can be disabled",
            environment: { ...environment, encryption: "aws-managed" as const },
          },
        ]
      : []),
  ];
}
