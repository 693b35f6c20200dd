import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { activeFiles } from "../../../../tools/bench/lake/active-files";

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
