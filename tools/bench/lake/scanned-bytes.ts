import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";

interface Action {
  readonly add?: { readonly path: string };
  readonly remove?: { readonly path: string };
}

const COMMIT = /^\d{20}\.json$/;

/**
 * Files that a partition of the newest version of a Delta table consists of, by the table's log, as absolute paths.
 *
 * @param partition as it stands in the paths: `created_date=2026-03-14`
 * @throws Error when the log has lost its first commits: a checkpoint would be needed, which this does not read
 */
export function activeFiles(table: string, partition: string): readonly string[] {
  const log = path.join(table, "_delta_log");
  const commits = readdirSync(log)
    .filter((name) => COMMIT.test(name))
    .sort();
  if (Number.parseInt(commits[0] ?? "1") !== 0) {
    throw new Error(`${log} begins with ${commits[0] ?? "no commit"}; it must hold every commit from version 0 on.`);
  }
  const active = new Set<string>();
  for (const commit of commits) {
    for (const line of readFileSync(path.join(log, commit), "utf8").trimEnd().split("\n")) {
      const { add, remove } = JSON.parse(line) as Action;
      if (remove) active.delete(remove.path);
      if (add) active.add(add.path);
    }
  }
  return [...active]
    .map((file) => decodeURIComponent(file))
    .filter((file) => file.startsWith(`${partition}/`))
    .map((file) => path.join(table, file));
}

/** What a query needs of Parquet files. */
export interface Scan {
  /** Of the partition that the query names. */
  readonly files: readonly string[];
  /** Columns that the query names. "all": every one. */
  readonly columns: readonly string[] | "all";
  /** A condition `column = value`: row groups whose statistics exclude the value are not read. */
  readonly where?: { readonly column: string; readonly value: string };
}

/** The last bytes of a Parquet file: length of the footer, and PAR1. */
const TAIL_BYTES = 8;

/**
 * Bytes that a reader must fetch: of each file the footer, and of each row group that may hold a wanted row the chunks of
 * the columns that are named, compressed as they are stored. It is what Athena bills: "you are charged only for the
 * columns that are read".
 *
 * @see https://aws.amazon.com/athena/pricing/
 */
export async function scannedBytes(duckdb: DuckDBConnection, { files, columns, where }: Scan): Promise<number> {
  let bytes = 0;
  for (const file of files) {
    bytes += footerBytes(file);
    const chunks = await duckdb.runAndReadAll(
      `WITH chunks AS (
         SELECT row_group_id, path_in_schema AS name, total_compressed_size AS size, stats_min_value AS lowest,
           stats_max_value AS highest
         FROM parquet_metadata($file)),
       excluded AS (
         SELECT row_group_id FROM chunks WHERE name = $where AND NOT $value BETWEEN lowest AND highest)
       SELECT name, size::DOUBLE AS size FROM chunks
       WHERE row_group_id NOT IN (SELECT row_group_id FROM excluded)`,
      { file, where: where?.column ?? "", value: where?.value ?? "" },
    );
    for (const [name, size] of chunks.getRowsJson()) {
      if (columns === "all" || columns.some((column) => column === name)) bytes += Number(size);
    }
  }
  return bytes;
}

function footerBytes(file: string): number {
  const descriptor = openSync(file, "r");
  try {
    const tail = Buffer.alloc(TAIL_BYTES);
    readSync(descriptor, tail, 0, TAIL_BYTES, fstatSync(descriptor).size - TAIL_BYTES);
    return tail.readUInt32LE(0) + TAIL_BYTES;
  } finally {
    closeSync(descriptor);
  }
}
