import path from "node:path";
import { eventTableName, UNCONTRACTED_TABLE } from "../../../lambda-src/interface";
import { activeFiles, type Scan, scannedBytes } from "./scanned-bytes";
import { curateArguments, type LakeBench, maintainArguments, newLake, THREADS } from "./lake-spark";
import { SAMPLE_DAY, sampleEventNames, writeSampleFiles } from "./sample-files";

/** A query on one event type and one day, and the bytes that it reads. */
export interface ScanRow {
  readonly query: string;
  /** Of one table for all types, partitioned by date, with the payload as JSON text. */
  readonly mixedBytes: number;
  /** Of the type's own table. */
  readonly ownBytes: number;
  /** false: the answer stands in statistics and footers alone. */
  readonly isGoal: boolean;
}

export interface ScanSizes {
  readonly types: number;
  readonly eventsPerType: number;
}

/** Columns that a query names, in the type's own table and in the mixed one. */
const QUERIES = [
  { query: "every column", own: "all", mixed: "all", isGoal: true },
  { query: "average score by language", own: ["language", "score"], mixed: ["event_name", "payload"], isGoal: true },
  { query: "number of users", own: ["user_uuid"], mixed: ["event_name", "payload"], isGoal: true },
  { query: "number of events", own: [], mixed: ["event_name"], isGoal: false },
] as const;

/**
 * The same day of events stored by the job twice: with its contracts, a table for each type, and without any, when all of
 * them are in the one table of uncontracted events.
 */
export async function measureScans(bench: LakeBench, { types, eventsPerType }: ScanSizes): Promise<ScanRow[]> {
  const eventNames = sampleEventNames(types);
  const eventName = eventNames[Math.floor(types / 2)] ?? "";
  bench.onProgress(`a day of ${types} types in one mixed table, and of one type in a table of its own`);
  const raw = await writeSampleFiles(bench.duckdb, {
    ...{ folder: path.join(bench.folder, "scans"), eventNames, eventsPerType, input: "raw-parquet" },
    ...{ filesPerType: 1, parts: [0, 1] },
  });
  const mixed = newLake(bench, "mixed", []);
  const own = newLake(bench, "own", [eventName]);
  await bench.spark.runCommands(
    [
      curateArguments({ ...mixed, raw }, { threads: THREADS }),
      curateArguments({ ...own, raw: path.join(raw, eventTableName(eventName)) }, { threads: THREADS }),
      maintainArguments(mixed),
      maintainArguments(own),
    ],
    1,
  );
  const bytes = (table: string, scan: Omit<Scan, "files">) =>
    scannedBytes(bench.duckdb, { files: activeFiles(table, `created_date=${SAMPLE_DAY}`), ...scan });
  const rows: ScanRow[] = [];
  for (const query of QUERIES) {
    rows.push({
      query: query.query,
      isGoal: query.isGoal,
      mixedBytes: await bytes(path.join(mixed.lake, UNCONTRACTED_TABLE), {
        columns: query.mixed,
        where: { column: "event_name", value: eventName },
      }),
      ownBytes: await bytes(path.join(own.lake, eventTableName(eventName)), { columns: query.own }),
    });
  }
  return rows;
}
