import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { activeFiles, scannedBytes } from "../../../../tools/bench/lake/scanned-bytes";

let folder: string;
let file: string;
let duckdb: DuckDBConnection;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-scanned-bytes-"));
  file = path.join(folder, "rows.parquet");
  duckdb = await (await DuckDBInstance.create(":memory:")).connect();
  // Two row groups: "a" alone in the first, "b" alone in the second.
  await duckdb.run(`COPY (SELECT CASE WHEN range < 2048 THEN 'a' ELSE 'b' END AS name, range AS number,
    md5(range::varchar) AS text FROM range(4096)) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
});

afterAll(() => {
  duckdb.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

test("a query of every column reads the file, but for the marks around the chunks", async () => {
  const bytes = await scannedBytes(duckdb, { files: [file], columns: "all" });

  const { size } = statSync(file);
  expect(bytes).toBeLessThanOrEqual(size);
  expect(bytes).toBeGreaterThan(size * 0.99);
});

test("a query of one column reads the chunks of that column, and of every file the footer", async () => {
  const [footer, text, all] = await Promise.all([
    scannedBytes(duckdb, { files: [file], columns: [] }),
    scannedBytes(duckdb, { files: [file], columns: ["text"] }),
    scannedBytes(duckdb, { files: [file, file], columns: ["text"] }),
  ]);

  expect(footer).toBeGreaterThan(0);
  expect(text - footer).toBeGreaterThan(4096 * 32 * 0.9);
  expect(all).toBe(2 * text);
});

test("a row group whose statistics exclude the value is not read", async () => {
  const scan = { files: [file], columns: ["name", "text"] };
  const [none, one, both] = await Promise.all([
    scannedBytes(duckdb, { ...scan, where: { column: "name", value: "c" } }),
    scannedBytes(duckdb, { ...scan, where: { column: "name", value: "b" } }),
    scannedBytes(duckdb, scan),
  ]);

  expect(none).toBe(await scannedBytes(duckdb, { files: [file], columns: [] }));
  expect((one - none) / (both - none)).toBeCloseTo(0.5, 1);
});

let table: string;

beforeEach(() => {
  table = mkdtempSync(path.join(os.tmpdir(), "event-lake-active-files-"));
  mkdirSync(path.join(table, "_delta_log"));
});

afterEach(() => {
  rmSync(table, { recursive: true, force: true });
});

test("a file that a later commit removed is not active, and other days are left out", () => {
  commit(0, [
    { commitInfo: { operation: "MERGE" } },
    { add: { path: "day=1/a.parquet" } },
    { add: { path: "day=2/b.parquet" } },
  ]);
  commit(1, [{ remove: { path: "day=1/a.parquet" } }, { add: { path: "day=1/c%20d.parquet" } }]);

  expect(activeFiles(table, "day=1")).toEqual([path.join(table, "day=1/c d.parquet")]);
});

test("a log whose first commits are gone is refused: files would be missing in silence", () => {
  commit(4, [{ add: { path: "day=1/a.parquet" } }]);

  expect(() => activeFiles(table, "day=1")).toThrow("every commit from version 0 on");
});

function commit(version: number, actions: readonly object[]): void {
  const name = `${String(version).padStart(20, "0")}.json`;
  writeFileSync(
    path.join(table, "_delta_log", name),
    `${actions.map((action) => JSON.stringify(action)).join("\n")}\n`,
  );
}
