import { DuckDBInstance } from "@duckdb/node-api";
import { readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { RAW_COLUMNS } from "../../../lambda-src/interface";

/** One stored event. Null is what the file says; nothing is corrected. */
export interface LakeRow {
  /** Table by the path of the file. */
  readonly table: string;
  /** Partition by the path of the file, YYYY-MM-DD; empty when the path has none. */
  readonly createdDate: string;
  /** File, relative to the folder of the lake. */
  readonly file: string;
  readonly eventUuid: string | null;
  readonly eventName: string | null;
  readonly eventType: string | null;
  readonly eventSubtype: string | null;
  readonly createdAt: number | null;
  readonly createdDatetime: string | null;
  readonly arrivedDatetime: string | null;
  readonly payload: string | null;
}

/** One partition of a raw table. */
export interface LakePartition {
  readonly table: string;
  readonly createdDate: string;
  readonly files: number;
  readonly rows: number;
  /** Size of its files. */
  readonly bytes: number;
}

/** What lies in the raw part of the lake. */
export interface Lake {
  /** Sorted by table, then by date. */
  readonly partitions: readonly LakePartition[];
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
  /** Reads every row, some thousand at a time, so that a large lake does not have to fit in memory. */
  readonly readRows: () => AsyncGenerator<LakeRow>;
}

interface LakeFile {
  readonly path: string;
  readonly name: string;
  readonly table: string;
  readonly createdDate: string;
  readonly bytes: number;
}

const PARTITION_PATH = /^raw\/([^/]+)\/created_date=(\d{4}-\d{2}-\d{2})\/[^/]+$/;

/**
 * Reads a lake with DuckDB, which shares no code with what wrote it.
 *
 * @param folder Folder that holds `raw/<table>/created_date=YYYY-MM-DD/*.parquet`. Any other Parquet file under `raw/`
 *   is read, too: its rows have the folder as table and no date. A missing `raw/` is an empty lake.
 * @throws Error when a file is no Parquet, or lacks one of the raw columns.
 */
export async function readLake(folder: string): Promise<Lake> {
  const files = parquetFiles(folder);
  const rows = new Map<string, number>();
  for await (const [path, count] of query(files, "filename, count(*)::DOUBLE", "GROUP BY filename")) {
    rows.set(String(path), Number(count));
  }
  const partitions = partitionsOf(files, rows);
  const sum = (figure: (partition: LakePartition) => number) =>
    partitions.reduce((total, partition) => total + figure(partition), 0);
  return {
    partitions,
    files: files.length,
    rows: sum((partition) => partition.rows),
    bytes: sum((partition) => partition.bytes),
    readRows: () => readRows(files),
  };
}

function parquetFiles(folder: string): readonly LakeFile[] {
  const raw = join(folder, "raw");
  if (statSync(raw, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(raw, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".parquet"))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path).split(sep).join("/");
      const [, table, createdDate] = PARTITION_PATH.exec(name) ?? [];
      const { size } = statSync(path);
      return { path, name, bytes: size, table: table ?? name.replace(/\/[^/]*$/, ""), createdDate: createdDate ?? "" };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function partitionsOf(files: readonly LakeFile[], rows: ReadonlyMap<string, number>): readonly LakePartition[] {
  const partitions = new Map<string, LakePartition>();
  for (const { path, table, createdDate, bytes } of files) {
    const key = `${table}/${createdDate}`;
    const before = partitions.get(key) ?? { files: 0, rows: 0, bytes: 0 };
    partitions.set(key, {
      ...{ table, createdDate, files: before.files + 1 },
      ...{ rows: before.rows + (rows.get(path) ?? 0), bytes: before.bytes + bytes },
    });
  }
  return [...partitions.values()];
}

async function* readRows(files: readonly LakeFile[]): AsyncGenerator<LakeRow> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  // No cast: a column of another type than the table's reads as null and fails the verdict.
  const columns = RAW_COLUMNS.map(({ name }) => `"${name}"`).join(", ");
  for await (const [path, ...values] of query(files, `filename, ${columns}`)) {
    const file = byPath.get(String(path));
    const [eventUuid, eventName, eventType, eventSubtype, createdAt, createdDatetime, arrivedDatetime, payload] =
      values;
    yield {
      table: file?.table ?? "",
      createdDate: file?.createdDate ?? "",
      file: file?.name ?? String(path),
      eventUuid: textOrNull(eventUuid),
      eventName: textOrNull(eventName),
      eventType: textOrNull(eventType),
      eventSubtype: textOrNull(eventSubtype),
      createdAt: typeof createdAt === "number" ? createdAt : null,
      createdDatetime: textOrNull(createdDatetime),
      arrivedDatetime: textOrNull(arrivedDatetime),
      payload: textOrNull(payload),
    };
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** Rows of one query over the files; nothing is asked when there is no file, which DuckDB would call an error. */
async function* query(files: readonly LakeFile[], columns: string, rest = ""): AsyncGenerator<unknown[]> {
  if (files.length === 0) return;
  // No extension may be fetched from the network: what is needed is built in.
  const instance = await DuckDBInstance.create(":memory:", {
    ...{ threads: "2", autoinstall_known_extensions: "false", autoload_known_extensions: "false" },
  });
  try {
    const connection = await instance.connect();
    const list = files.map(({ path }) => `'${path.replaceAll("'", "''")}'`).join(", ");
    const from = `read_parquet([${list}], filename = true, hive_partitioning = false)`;
    const result = await connection.stream(`SELECT ${columns} FROM ${from} ${rest}`);
    for await (const rows of result.yieldRowsJs()) {
      yield* rows;
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The lake cannot be read: ${reason}. Look at the file that DuckDB names.`, { cause });
  } finally {
    instance.closeSync();
  }
}
