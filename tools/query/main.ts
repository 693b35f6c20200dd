import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { Command } from "commander";
import { DEMO_FOLDER } from "../demo/demo-folder";

const RAW = path.join(DEMO_FOLDER, "lake", "raw");

const command = new Command("npm run query --")
  .description(
    "Runs one SQL query (DuckDB's dialect) over the files that the last demo delivered. Each table of the lake is a table, with created_date as a column.",
  )
  .argument("<sql>", 'for example: "SELECT created_date, count(*) FROM account_created_event GROUP BY ALL"')
  .parse();

query(command.args[0] ?? "").catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function query(sql: string): Promise<void> {
  if (!existsSync(RAW)) throw new Error(`There is nothing to query in ${RAW}. Run "npm run demo" first.`);
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  for (const table of readdirSync(RAW)) {
    const files = path.join(RAW, table, "*", "*.parquet").replaceAll("'", "''");
    await connection.run(`CREATE VIEW "${table}" AS FROM read_parquet('${files}', hive_partitioning = true)`);
  }
  const reader = await connection.runAndReadAll(sql);
  console.table(reader.getRowObjectsJson());
  connection.closeSync();
  instance.closeSync();
}
