import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { deltaExtension } from "../delta-reader/delta-extension";
import { DeltaLake, deltaTables } from "../delta-reader/delta-lake";
import { DEMO_FOLDER } from "../demo/demo-folder";
import { program, runProgram } from "../program";

const RAW = path.join(DEMO_FOLDER, "lake", "raw");
const LAKE = path.join(DEMO_FOLDER, "lake", "lake");

const command = program(
  "query",
  "Runs one SQL query (DuckDB's dialect) over what the last demo made. Schema lake has the Delta tables, schema raw the files that were delivered to raw/; created_date is a column of both. A name without a schema is looked for in lake, then in raw.",
)
  .argument("<sql>", 'for example: "SELECT created_date, count(*) FROM uncontracted_event GROUP BY ALL"')
  .parse();

runProgram(() => query(command.args[0] ?? ""));

async function query(sql: string): Promise<void> {
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
    console.table(await lake.query(sql));
  } finally {
    lake.close();
  }
}
