import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { deltaExtension } from "../../tools/delta-reader/delta-extension";
import { DeltaLake, deltaTables } from "../../tools/delta-reader/delta-lake";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "delta-lake-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const field = (name: string, type: string) => ({ name, type, nullable: true, metadata: {} });

/** A Delta table with two commits, the second of which takes the first one's file away. */
async function writeTable(name: string): Promise<void> {
  const table = path.join(folder, name);
  mkdirSync(path.join(table, "_delta_log"), { recursive: true });
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const add = async (file: string, value: string) => {
    await connection.run(`COPY (SELECT '${value}' AS event_uuid, 9007199254740993 AS number) TO '${table}/${file}'`);
    const { size } = statSync(path.join(table, file));
    return { add: { path: file, partitionValues: {}, size, modificationTime: 0, dataChange: true } };
  };
  const schemaString = JSON.stringify({
    type: "struct",
    fields: [field("event_uuid", "string"), field("number", "long")],
  });
  const metaData = {
    id: "1",
    format: { provider: "parquet", options: {} },
    schemaString,
    partitionColumns: [],
    configuration: {},
  };
  const commit = (version: number, ...actions: object[]) => {
    const text = actions.map((action) => JSON.stringify(action)).join("\n");
    writeFileSync(path.join(table, "_delta_log", `${String(version).padStart(20, "0")}.json`), text);
  };
  commit(0, { protocol: { minReaderVersion: 1, minWriterVersion: 2 } }, { metaData }, await add("a.parquet", "old"));
  commit(1, { remove: { path: "a.parquet", deletionTimestamp: 0, dataChange: true } }, await add("b.parquet", "new"));
  connection.closeSync();
  instance.closeSync();
}

test("reads the rows that the newest version has, 64-bit numbers with all their digits", async () => {
  await writeTable("a_event");
  mkdirSync(path.join(folder, "no_table"));
  const lake = await DeltaLake.open(folder, await deltaExtension(() => undefined));

  const rows = [];
  for await (const row of lake.rows("a_event")) rows.push(row);

  expect(lake.tables).toEqual(["a_event"]);
  expect(rows).toEqual([{ event_uuid: "new", number: "9007199254740993" }]);
  expect([...(await lake.columns("a_event"))]).toEqual([
    ["event_uuid", "VARCHAR"],
    ["number", "BIGINT"],
  ]);
  expect(await lake.query("SELECT count(*) AS n FROM lake.a_event")).toEqual([{ n: "1" }]);
  lake.close();
});

test("a folder that is not there is a lake without tables", () => {
  expect(deltaTables(path.join(folder, "none"))).toEqual([]);
});
