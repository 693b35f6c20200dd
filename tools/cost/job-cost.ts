import { curationCoreSeconds, workerFleet } from "../../modules/curation/worker-fleet";
import { LIST_PRICES } from "./list-prices";
import { deliveredInInterval, type Scenario, writtenInInterval } from "./scenario";

const MILLION = 1_000_000;
/** Assumed: the Spark session, before the first file is read. */
const SESSION_SECONDS = 10;
/** A run is billed for a minute at least. @see https://aws.amazon.com/glue/pricing/ */
const LEAST_RUN_SECONDS = 60;
/** Of a worker. @see https://docs.aws.amazon.com/glue/latest/dg/worker-types.html */
export const DPUS = { "G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8 } as const;
const CORES_PER_DPU = 4;
/** Assumed: compacting parses nothing and compares no ids. */
const COMPACTION_SHARE = 0.1;
/** Days of a table that the nightly VACUUM lists: a lake that is a year old. */
const STORED_DAYS = 365;
/** Raw tables beside those of the contracts: uncontracted, late and rejected events. */
const OWN_TABLES = 3;
/** For which Firehose may try an object again, and two more: the job lists their names again (glue-src/curation/new_files.py). */
const TRIED_HOURS = 26;
const FILES_OF_A_LIST = 1_000;
/** Assumed, for a table and a run: listing its Delta log, and reading its checkpoint and the commits behind it. */
const LOG_LISTS = 3;
const LOG_GETS = 20;
/** Assumed: footer and columns, of a raw file and of each stored file that a MERGE compares ids with. */
const GETS_OF_A_FILE = 2;

/** What a job does with events and tables, as far as cost depends on it. */
export interface JobDesign {
  /** How many times as long as Parquet events take. */
  readonly slowdown: number;
  /** Seconds of one core for each table, beside its events. */
  readonly coreSecondsPerTable: number;
}

/** What the runs cost for a million events: the whole fleet for as long as a run takes, whatever auto scaling gives back. */
export function jobDollars(scenario: Scenario, job: JobDesign): number {
  const events = eventsOfARun(scenario);
  return (runDollars(scenario, job, events) * MILLION) / events;
}

/** What the nightly `maintain` costs for a million events: a day's events are written once more, and VACUUM lists all days. */
export function maintenanceDollars(scenario: Scenario, job: JobDesign): number {
  const events = scenario.eventsPerHour * 24;
  const lists = (scenario.eventTypes * STORED_DAYS * LIST_PRICES.s3ThousandPuts.dollars) / 1_000;
  const compaction = runDollars(scenario, { ...job, slowdown: COMPACTION_SHARE }, events);
  return ((compaction + lists) * MILLION) / events;
}

/** What S3 asks for the job's LIST and GET requests for a million events. */
export function requestDollars(scenario: Scenario, isPartitioned: boolean): number {
  const { lists, gets } = requestsOfARun(scenario, isPartitioned);
  const { s3ThousandPuts, s3ThousandGets } = LIST_PRICES;
  return (
    (((lists * s3ThousandPuts.dollars + gets * s3ThousandGets.dollars) / 1_000) * MILLION) / eventsOfARun(scenario)
  );
}

/**
 * Requests of one run. It lists the tables, or dates of arrival, and in each what was named since the last run and for as
 * long as Firehose may try again, never all that is stored. MERGE reads the files of the partitions that a run touches, on
 * average those of half a day since `maintain`.
 *
 * @param isPartitioned whether the delivery stream writes tables and days, and not hours alone
 */
export function requestsOfARun(
  scenario: Scenario,
  isPartitioned: boolean,
): { readonly lists: number; readonly gets: number } {
  const { eventTypes, bufferSeconds, curationMinutes, retentionHours } = scenario;
  const seconds = curationMinutes * 60;
  const objects = isPartitioned ? deliveredInInterval(scenario, bufferSeconds).objects : 1;
  const delivered = (objects * seconds) / bufferSeconds;
  const storedFiles = writtenInInterval(scenario, seconds).partitions * (1 + 720 / curationMinutes);
  const folders = isPartitioned ? eventTypes + OWN_TABLES : Math.ceil((retentionHours + TRIED_HOURS) / 24) + 1;
  const listedFiles = ((objects * 3_600) / bufferSeconds) * (curationMinutes / 60 + TRIED_HOURS);
  return {
    lists: 1 + folders * Math.max(1, listedFiles / folders / FILES_OF_A_LIST) + eventTypes * LOG_LISTS,
    gets: (delivered + storedFiles) * GETS_OF_A_FILE + eventTypes * LOG_GETS,
  };
}

function eventsOfARun({ eventsPerHour, curationMinutes }: Scenario): number {
  return (eventsPerHour * curationMinutes) / 60;
}

function runDollars(scenario: Scenario, { slowdown, coreSecondsPerTable }: JobDesign, events: number): number {
  const { eventsPerHour, eventBytes, eventTypes, curationMinutes, executionClass } = scenario;
  const { workerType, workers } = workerFleet({
    eventsPerHour,
    averageEventBytes: eventBytes,
    everyMinutes: curationMinutes,
  });
  const cores = (workers - 1) * DPUS[workerType] * CORES_PER_DPU;
  const coreSeconds = curationCoreSeconds(events, eventBytes) * slowdown + eventTypes * coreSecondsPerTable;
  const seconds = Math.max(LEAST_RUN_SECONDS, SESSION_SECONDS + coreSeconds / cores);
  const price = executionClass === "flex" ? LIST_PRICES.glueFlexDpuHour : LIST_PRICES.glueDpuHour;
  return ((workers * DPUS[workerType] * seconds) / 3600) * price.dollars;
}
