import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { RAW_COLUMNS } from "../../../../lambda-src/interface";
import {
  SAMPLE_DAY,
  sampleContracts,
  sampleEventNames,
  type SampleFiles,
  writeSampleFiles,
} from "../../../../tools/bench/lake/sample-files";

let folder: string;
let duckdb: DuckDBConnection;

beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create(":memory:")).connect();
});

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-sample-files-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

afterAll(() => {
  duckdb.closeSync();
});

test("the parts of a day hold different events, all of that day, with the columns that the delivery stream writes", async () => {
  for (const part of [0, 1]) await write({ parts: [part, part + 1] });

  const rows = await query(`SELECT * FROM read_parquet('${folder}/raw/*/*/*.parquet', hive_partitioning = false)`);
  expect(new Set(rows.map(({ event_uuid }) => event_uuid)).size).toBe(2 * 60);
  expect(rows.every(({ created_datetime }) => JSON.stringify(created_datetime).includes(SAMPLE_DAY))).toBe(true);
  expect(Object.keys(rows[0] ?? {})).toEqual(RAW_COLUMNS.map(({ name }) => name));
});

test("every field of the contract is in the payload", async () => {
  await write({});

  const [row] = await query(
    `SELECT json_keys(payload) AS names FROM read_parquet('${folder}/raw/*/*/*.parquet') LIMIT 1`,
  );
  const [contract] = sampleContracts(sampleEventNames(1)).contracts;
  expect(row).toEqual({ names: contract?.fields.map(({ name }) => name) });
});

test("the landing files hold the same events as the raw files, a line of JSON each", async () => {
  await write({});
  await write({ input: "landing-json" });

  const [difference] = await query(
    `WITH raw AS (SELECT event_uuid, event_name, created_at, payload->>'user_uuid' AS user_uuid
       FROM read_parquet('${folder}/raw/*/*/*.parquet')),
     landing AS (SELECT json->>'event_uuid', json->>'event_name', (json->>'created_at')::double, json->>'user_uuid'
       FROM read_ndjson_objects('${folder}/landing/*/*/*.gz'))
     SELECT (SELECT count(*) FROM raw)::int AS events, (SELECT count(*) FROM (FROM raw EXCEPT FROM landing))::int AS missing`,
  );
  expect(difference).toEqual({ events: 120, missing: 0 });
});

function write(changes: Partial<SampleFiles>): Promise<string> {
  const eventNames = sampleEventNames(2);
  return writeSampleFiles(duckdb, {
    ...{ folder, eventNames, eventsPerType: 60, filesPerType: 2, parts: [0, 2], input: "raw-parquet" },
    ...changes,
  });
}

async function query(sql: string) {
  return (await duckdb.runAndReadAll(sql)).getRowObjectsJson();
}
