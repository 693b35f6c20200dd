import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DuckDBInstance, type Json } from "@duckdb/node-api";

/** Reads Parquet files with DuckDB, which shares no code with the engine that wrote them. */
export async function readParquet(
  files: readonly Uint8Array[],
  sql = "SELECT * FROM parquet",
): Promise<Record<string, Json>[]> {
  const folder = await mkdtemp(join(tmpdir(), "firehose-engine-"));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await Promise.all(files.map((bytes, index) => writeFile(join(folder, `${index}.parquet`), bytes)));
    await connection.run(`CREATE VIEW parquet AS SELECT * FROM read_parquet('${folder}/*.parquet')`);
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}
