import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { compareWithOtherMode, keepResult, type DemoResult } from "../../../../tools/demo/verdict/other-mode";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "other-mode-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const table = (name: string, digest: string) => ({ table: name, rows: 1, dates: 1, digest });
const result = (mode: DemoResult["mode"], ...tables: DemoResult["tables"]): DemoResult => ({
  mode,
  sample: "dev, seed 1",
  tables,
});

test("the tables of both modes are equal when their digests are", () => {
  keepResult(result("in-flight", table("a_event", "1"), table("b_event", "2")), folder);

  const check = compareWithOtherMode(result("in-lake", table("b_event", "2"), table("a_event", "1")), folder);

  expect(check?.passed).toBe(true);
});

test("a table with other rows, and one that only one mode has, are named", () => {
  keepResult(result("in-lake", table("a_event", "1"), table("b_event", "2")), folder);

  const check = compareWithOtherMode(result("in-flight", table("a_event", "3")), folder);

  expect(check?.passed).toBe(false);
  expect(check?.detail).toContain(": a_event, b_event.");
});

test("without a run of the other mode, or with one of other events, nothing is compared", () => {
  keepResult(result("in-flight", table("a_event", "1")), folder);

  expect(compareWithOtherMode(result("in-flight", table("a_event", "2")), folder)).toBeUndefined();
  expect(compareWithOtherMode({ ...result("in-lake"), sample: "dev, seed 2" }, folder)).toBeUndefined();
});
