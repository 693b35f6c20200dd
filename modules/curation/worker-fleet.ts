import { Token } from "cdktf";
import type { DeclaredTraffic } from "../event-stream";
import { checkInput, checkInputs, knownAtSynth, type RulesFor } from "../input-rules/inputs";
import { averageEventBytes as bytes } from "../input-rules/limits";
import { number } from "../input-rules/numbers";
import { both, type Mistake, oneOf, RIGHT, type Rule, valueText, wrong } from "../input-rules/rule";
import { declaredTraffic, trafficFields } from "../input-rules/traffic";
import { runInterval } from "./schedule";

/** What decides how many workers a run needs. */
export interface CurationTraffic extends DeclaredTraffic {
  /** Minutes from the start of one run to the start of the next: 15, 30, or whole hours that divide a day. */
  readonly everyMinutes: number;
}

/**
 * What a run's workers are: "standard" ones start at once; "flex" ones are spare capacity for two thirds of the price, which
 * may be waited for, and taken away in a run.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/add-job.html
 */
export type ExecutionClass = "flex" | "standard";

export const executionClass: Rule = oneOf(["standard", "flex"], "the execution class of a run");

/** Glue's largest of the execution class FLEX is G.2X. */
const FLEX_WORKERS: readonly string[] = ["G.1X", "G.2X"];

/** Workers of a Glue job. @see https://docs.aws.amazon.com/glue/latest/dg/worker-types.html */
export interface WorkerFleet {
  readonly workerType: (typeof WORKER_TYPES)[number]["type"];
  /** One of them is the driver. */
  readonly workers: number;
}

/** Worker types with their cores, smallest first. */
const WORKER_TYPES = [
  { type: "G.1X", cores: 4 },
  { type: "G.2X", cores: 8 },
  { type: "G.4X", cores: 16 },
  { type: "G.8X", cores: 32 },
] as const;
/** More workers of one type than this, and the next type is taken. */
const MAX_WORKERS = 100;
/** Two cores of a laptop curated 2,500 events of 0.5 KB a second and core from local files; over S3 it is less. */
const EVENTS_PER_CORE_SECOND = 1_000;
const BYTES_PER_CORE_SECOND = 1_000_000;
/** A run that takes a quarter of its interval catches up on a pause three times as fast as new events come. */
const SHARE_OF_INTERVAL = 0.25;

const TRAFFIC: RulesFor<CurationTraffic> = { ...trafficFields, everyMinutes: knownAtSynth(runInterval) };
const someEvents = knownAtSynth(number(0, Number.MAX_SAFE_INTEGER, "events"));

/**
 * Seconds of one core that curating so many events takes, as the workers are planned.
 *
 * @param events 0 or more
 * @param averageEventBytes 1 to 1,048,576
 * @throws Error when one of them is not what it must be
 */
export function curationCoreSeconds(events: number, averageEventBytes: number): number {
  checkInput("curationCoreSeconds", "events", events, someEvents);
  checkInput("curationCoreSeconds", "averageEventBytes", averageEventBytes, knownAtSynth(bytes));
  return Math.max(events / EVENTS_PER_CORE_SECOND, (events * averageEventBytes) / BYTES_PER_CORE_SECOND);
}

/**
 * The workers for a declared traffic: enough cores to curate what comes in an interval within a quarter of it, and a
 * driver. A run that has less to do gives workers back (auto scaling), so this is the most that it is billed for.
 *
 * A million events of 1 KB an hour, hourly: 1,000 core seconds in 900 seconds, 1 executor and the driver. A thousand times
 * as many: 1,000,000 core seconds, 70 executors of 16 cores and the driver.
 *
 * @throws Error when a hundred of the largest workers would not be enough, or the traffic is not what it must be
 */
export function workerFleet(traffic: CurationTraffic): WorkerFleet {
  checkInputs("workerFleet", traffic, TRAFFIC);
  const fleet = fleetFor(traffic);
  if ("workers" in fleet) return fleet;
  throw new Error(`workerFleet: traffic: got ${valueText(traffic)}; ${fleet.rule}. ${fleet.fix}.`);
}

type TooMuch = Pick<Mistake, "fix" | "rule">;

function fleetFor({ eventsPerHour, averageEventBytes, everyMinutes }: CurationTraffic): TooMuch | WorkerFleet {
  const events = (eventsPerHour * everyMinutes) / 60;
  const cores = curationCoreSeconds(events, averageEventBytes) / (everyMinutes * 60 * SHARE_OF_INTERVAL);
  for (const { type, cores: coresOfOne } of WORKER_TYPES) {
    const workers = Math.ceil(cores / coresOfOne) + 1;
    if (workers <= MAX_WORKERS) return { workerType: type, workers: Math.max(workers, 2) };
  }
  return {
    rule:
      `${eventsPerHour} events of ${averageEventBytes} bytes an hour need ${Math.ceil(cores)} cores in a curation run; ` +
      `${MAX_WORKERS} workers of type G.8X have ${MAX_WORKERS * 32}`,
    fix: "Split the stream, and the lake behind it",
  };
}

/** Where Glue has workers of more than eight cores. @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html */
const REGIONS_WITH_LARGE_WORKERS = [
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-2",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
];

/** Whether a run's workers may be of the execution class "flex". */
export function hasFlexWorkers(traffic: CurationTraffic): boolean {
  return FLEX_WORKERS.includes(workerFleet(traffic).workerType);
}

/** Rule of a traffic that a job curates at this interval, in this region, by workers of this class. */
export function curatedTraffic(everyMinutes: number, region: string, its: ExecutionClass = "standard"): Rule {
  return knownAtSynth(
    both(declaredTraffic, (value) => {
      if (runInterval(everyMinutes).length > 0) return RIGHT;
      const fleet = fleetFor({ ...(value as DeclaredTraffic), everyMinutes });
      if (!("workers" in fleet)) return wrong(value, fleet.rule, fleet.fix);
      if (its === "flex" && !FLEX_WORKERS.includes(fleet.workerType)) {
        const rule = `needs workers of type ${fleet.workerType} in a curation run, and those of class "flex" are ${FLEX_WORKERS.join(" or ")}`;
        return wrong(value, rule, 'Set executionClass to "standard"');
      }
      const isLarge = fleet.workerType === "G.4X" || fleet.workerType === "G.8X";
      if (!isLarge || Token.isUnresolved(region) || REGIONS_WITH_LARGE_WORKERS.includes(region)) return RIGHT;
      const rule = `needs workers of type ${fleet.workerType} in a curation run, which Glue does not have in ${region}`;
      return wrong(value, rule, "Choose another region, or split the stream and the lake behind it");
    }),
  );
}
