import path from "node:path";
import { eventTableName } from "../../../lambda-src/interface";
import { curateArguments, type LakeBench, type LakeFolders, newLake, THREADS } from "./lake-spark";
import { sampleEventNames, type SampleFiles, writeSampleFiles } from "./sample-files";

/** How a run reads: what is new of all tables at once, or each table's folder by itself. */
export type ReadKind = "all tables" | "table by table";

/** Two runs of the job, the second on tables that are there already. */
export interface JobRow {
  readonly tables: number;
  readonly input: SampleFiles["input"];
  readonly read: ReadKind;
  readonly eventsARun: number;
  /** From the open session to the last report. */
  readonly firstSeconds: number;
  readonly nextSeconds: number;
}

export interface JobSizes {
  readonly types: number;
  readonly fewTypes: number;
  readonly eventsARun: number;
}

/** An hour of a delivery stream that buffers for 900 seconds, as prod's does. */
const FILES_A_RUN = 4;

/** How long a run takes: few tables and many, read at once or by table, each kind of input. */
export async function measureJobs(bench: LakeBench, { types, fewTypes, eventsARun }: JobSizes): Promise<JobRow[]> {
  const settings = [
    { tables: fewTypes, input: "raw-parquet", read: "all tables" },
    { tables: fewTypes, input: "raw-parquet", read: "table by table" },
    { tables: fewTypes, input: "landing-json", read: "all tables" },
    { tables: types, input: "raw-parquet", read: "all tables" },
  ] as const;
  const rows: JobRow[] = [];
  for (const setting of settings) rows.push(await measureJob(bench, { ...setting, eventsARun }));
  return rows;
}

async function measureJob(bench: LakeBench, job: Omit<JobRow, "firstSeconds" | "nextSeconds">): Promise<JobRow> {
  const name = `${job.tables} tables, ${job.input}, ${job.read}`;
  const eventNames = sampleEventNames(job.tables);
  const lake = newLake(bench, name, eventNames);
  const runJob = async (run: number) => {
    bench.onProgress(`${name}: ${run === 0 ? "first run" : "next run"}`);
    const folder = path.join(bench.folder, `${name}, run ${run}`);
    const raw = await writeSampleFiles(bench.duckdb, {
      ...{ folder, eventNames, input: job.input },
      eventsPerType: (2 * job.eventsARun) / job.tables,
      filesPerType: 2 * FILES_A_RUN,
      parts: [run * FILES_A_RUN, (run + 1) * FILES_A_RUN],
    });
    return timeRun(bench, { ...lake, raw }, eventNames, job);
  };
  return { ...job, firstSeconds: await runJob(0), nextSeconds: await runJob(1) };
}

/** @throws Error when a run has not stored every event once */
async function timeRun(
  { spark }: LakeBench,
  folders: LakeFolders & { readonly raw: string },
  eventNames: readonly string[],
  { input, read, eventsARun }: Pick<JobRow, "input" | "read" | "eventsARun">,
): Promise<number> {
  const { seconds, reports } =
    read === "all tables"
      ? await spark.runCommands([curateArguments(folders, { threads: THREADS, input })], 1)
      : await spark.runCommands(
          eventNames.map((eventName) => {
            const raw = path.join(folders.raw, eventTableName(eventName));
            return curateArguments({ ...folders, raw }, { threads: 1, input });
          }),
          THREADS,
        );
  const stored = reports.reduce((sum, report) => sum + (report.rows_stored ?? 0), 0);
  if (stored !== eventsARun) throw new Error(`The job stored ${stored} events of ${eventsARun}: ${folders.raw}`);
  return seconds;
}
