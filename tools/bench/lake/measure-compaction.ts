import { statSync } from "node:fs";
import path from "node:path";
import { eventTableName } from "../../../lambda-src/interface";
import { median } from "../report/numbers";
import { activeFiles } from "./scanned-bytes";
import { curateArguments, type LakeBench, maintainArguments, newLake, THREADS } from "./lake-spark";
import { SAMPLE_DAY, sampleEventNames, writeSampleFiles } from "./sample-files";

/** The partition of a day. */
export interface PartitionFigures {
  readonly files: number;
  readonly bytes: number;
  /** Median of the runs. */
  readonly querySeconds: number;
}

export interface CompactionResult {
  readonly events: number;
  readonly runsADay: number;
  readonly queryRuns: number;
  /** As the runs of the job left it. */
  readonly before: PartitionFigures;
  /** After `maintain`. */
  readonly after: PartitionFigures;
}

export interface CompactionSizes {
  readonly runsADay: number;
  readonly eventsARun: number;
  readonly queries: { readonly warm_up: number; readonly runs: number };
}

/** One table, a day of runs that find new files, and the `maintain` of the night. */
export async function measureCompaction(
  bench: LakeBench,
  { runsADay, eventsARun, queries }: CompactionSizes,
): Promise<CompactionResult> {
  const eventNames = sampleEventNames(1);
  const events = runsADay * eventsARun;
  const lake = newLake(bench, "compaction", eventNames);
  bench.onProgress(`a day of ${runsADay} runs for one table`);
  const raw = await writeSampleFiles(bench.duckdb, {
    ...{ folder: path.join(bench.folder, "compaction files"), eventNames, input: "raw-parquet", eventsPerType: events },
    ...{ filesPerType: runsADay, parts: [0, runsADay] },
  });
  // A batch of a run commits what a run of one batch does: a day of runs without a day of session starts.
  const curate = curateArguments({ ...lake, raw }, { threads: THREADS, filesPerBatch: 1 });
  const { reports } = await bench.spark.runCommands([curate], 1);
  if (reports[0]?.batches !== runsADay || reports[0].rows_stored !== events) {
    throw new Error(
      `The job must store ${events} events in ${runsADay} batches; it reports ${JSON.stringify(reports)}.`,
    );
  }
  const table = path.join(lake.lake, eventTableName(eventNames[0] ?? ""));
  const figures = async (when: string): Promise<PartitionFigures> => {
    bench.onProgress(`query ${when} maintain`);
    const files = activeFiles(table, `created_date=${SAMPLE_DAY}`);
    const sql =
      `SELECT language, count(*), avg(score), count(DISTINCT user_uuid) FROM delta.\`${table}\` ` +
      `WHERE created_date = DATE'${SAMPLE_DAY}' GROUP BY language`;
    return {
      files: files.length,
      bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
      querySeconds: median(await bench.spark.timeQuery(sql, queries)),
    };
  };
  const before = await figures("before");
  await bench.spark.runCommands([maintainArguments(lake)], 1);
  return { events, runsADay, queryRuns: queries.runs, before, after: await figures("after") };
}
