import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { deltaExtension } from "../delta-reader/delta-extension";
import { DeltaLake, deltaTables } from "../delta-reader/delta-lake";
import { DEMO_FOLDER } from "../demo/demo-folder";
import type { ResultTable } from "./result-table";

const RAW = path.join(DEMO_FOLDER, "lake", "raw");
const LAKE = path.join(DEMO_FOLDER, "lake", "lake");

/**
 * Runs SQL of DuckDB's dialect over the files that the last demo left on this machine: schema lake has the Delta tables,
 * schema raw the files that were delivered. No right is asked for.
 *
 * @throws Error when there are none
 */
export async function queryDuckdb(sql: string): Promise<ResultTable> {
  const rawTables = existsSync(RAW) ? readdirSync(RAW) : [];
  const isCurated = deltaTables(LAKE).length > 0;
  if (rawTables.length === 0 && !isCurated) {
    throw new Error(`There is nothing to query in ${path.dirname(RAW)}. Run "npm run demo" first.`);
  }
  const say = (message: string) => process.stderr.write(`${message}\n`);
  const lake = await DeltaLake.open(LAKE, isCurated ? await deltaExtension(say) : undefined);
  try {
    await lake.query("CREATE SCHEMA raw");
    for (const table of rawTables) {
      const files = path.join(RAW, table, "*", "*.parquet").replaceAll("'", "''");
      await lake.query(`CREATE VIEW raw."${table}" AS FROM read_parquet('${files}', hive_partitioning = true)`);
    }
    await lake.query("SET search_path = 'lake,raw'");
    const rows = await lake.query(sql);
    const columns = Object.keys(rows[0] ?? {});
    return { columns, rows: rows.map((row) => columns.map((name) => asText(row[name]))) };
  } finally {
    lake.close();
  }
}

function asText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string") return value;
  return typeof value === "bigint" ? value.toString() : JSON.stringify(value);
}
