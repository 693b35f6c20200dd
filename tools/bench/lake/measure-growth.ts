import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eventTableName } from "../../../lambda-src/interface";
import { median } from "../report/numbers";
import { curateArguments, type LakeBench, newLake, THREADS } from "./lake-spark";
import { SAMPLE_DAY, sampleEventNames, writeSampleFiles } from "./sample-files";

/** A run that finds one new file among those that were curated before. */
export interface NewFileRow {
  readonly oldFiles: number;
  readonly seconds: number;
  readonly listRequests: number;
  /** Of the driver's JVM, in use after a collection in the midst of the run. */
  readonly heapMebibytes: number;
  /** The most that the driver's Python had resident. */
  readonly pythonMebibytes: number;
}

/** Rows that are added to a table that has rows already. */
export interface InsertRow {
  readonly storedRows: number;
  /** Median. */
  readonly seconds: number;
}

export interface GrowthSizes {
  readonly tables: number;
  /** Numbers of files, fewest first. */
  readonly oldFiles: readonly number[];
  /** Numbers of rows, fewest first. */
  readonly storedRows: readonly number[];
  readonly insertedRows: number;
  readonly inserts: number;
}

export interface GrowthResult {
  readonly newFile: readonly NewFileRow[];
  readonly inserts: readonly InsertRow[];
}

const DAY_SECONDS = 86_400;
const SAMPLE_NOW = Date.parse(`${SAMPLE_DAY}T12:00:00Z`) / 1000;

/** What a run and a MERGE cost as the lake grows. */
export async function measureGrowth(bench: LakeBench, sizes: GrowthSizes): Promise<GrowthResult> {
  const newFile: NewFileRow[] = [];
  for (const oldFiles of sizes.oldFiles) newFile.push(await measureNewFile(bench, sizes.tables, oldFiles));
  return { newFile, inserts: await measureInserts(bench, sizes) };
}

/** @throws Error when the run has not curated the new file, and no other */
async function measureNewFile(bench: LakeBench, tables: number, oldFiles: number): Promise<NewFileRow> {
  const eventNames = sampleEventNames(tables);
  const name = `one new file among ${oldFiles}`;
  const lake = newLake(bench, name, eventNames);
  const folder = path.join(bench.folder, `${name}, files`);
  bench.onProgress(`${name}: writing them`);
  const addFile = (part: number) =>
    writeSampleFiles(bench.duckdb, {
      ...{ folder, eventNames: eventNames.slice(0, 1), input: "raw-parquet", eventsPerType: 4_000, filesPerType: 4 },
      parts: [part, part + 1],
    });
  const raw = await addFile(0);
  writeOldFiles(raw, eventNames, oldFiles);
  const curate = curateArguments({ ...lake, raw }, { threads: THREADS });
  const run = async (now: number, more: readonly string[] = []) => {
    const { seconds, reports, heap, python } = await bench.spark.runCommands([[...curate, ...more]], 1, now);
    if (reports[0]?.files !== 1)
      throw new Error(`The job must find one new file; it reports ${JSON.stringify(reports)}.`);
    return { seconds, listRequests: reports[0].list_requests ?? 0, heapMebibytes: heap, pythonMebibytes: python };
  };
  bench.onProgress(`${name}: the run before`);
  // The ledger begins here, as where a lake moves to it: what is older was curated before.
  await run(SAMPLE_NOW, ["--since", `${SAMPLE_DAY}T11:00:00Z`]);
  await addFile(1);
  bench.onProgress(`${name}: the run`);
  return { oldFiles, ...(await run(SAMPLE_NOW + 3_600)) };
}

/** Files of the year before, evenly, under the names that Firehose gives. They are empty: no run reads them. */
function writeOldFiles(raw: string, eventNames: readonly string[], count: number): void {
  const folders = new Set<string>();
  for (let number = 0; number < count; number += 1) {
    const table = eventTableName(eventNames[number % eventNames.length] ?? "");
    const at = new Date((SAMPLE_NOW - 2 * DAY_SECONDS - Math.floor((number * 363 * DAY_SECONDS) / count)) * 1000);
    const time = at.toISOString().slice(0, 19);
    const folder = path.join(raw, table, `created_date=${time.slice(0, 10)}`);
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
    folders.add(folder);
    const unique = `${number.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
    writeFileSync(path.join(folder, `event-lake-prod-1-${time.replaceAll(/[T:]/g, "-")}-${unique}.parquet`), "");
  }
}

async function measureInserts(
  { spark, folder, onProgress }: LakeBench,
  { storedRows, insertedRows, inserts }: GrowthSizes,
): Promise<InsertRow[]> {
  const rows: InsertRow[] = [];
  for (const stored of storedRows) {
    onProgress(`MERGE of ${insertedRows} rows into ${stored}`);
    const table = path.join(folder, `merge into ${stored}`);
    const seconds = await spark.timeInserts({ lake: table, stored, inserted: insertedRows, warm_up: 3, runs: inserts });
    rows.push({ storedRows: stored, seconds: median(seconds) });
  }
  return rows;
}
