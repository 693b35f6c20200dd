import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runProgram } from "./run-command";

const ROOT = path.join(__dirname, "../..");
const PROGRAM = "tools/bench/main.ts";
let folder: string;
let page: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-bench-test-"));
  page = path.join(folder, "performance.md");
  copyFileSync(path.join(ROOT, "docs/performance.md"), page);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("a quick measurement prints its tables and writes its own section of the page, and no other", async () => {
  const before = readFileSync(page, "utf8");

  const { exitCode, output } = await runProgram(ROOT, PROGRAM, ["--quick", "--only", "packing", "--output", folder]);

  expect(output).toContain("| Events an hour | Event KB |");
  expect(output).toMatch(/\d of 3 goals reached\./);
  expect(exitCode).toBe(0);
  const after = readFileSync(page, "utf8");
  expect(section(after, "packing")).toMatch(/\| +1,000,000 \| +1 \|[\s\S]*Measured on \d{4}-\d{2}-\d{2}/);
  for (const other of ["goals", "cost", "throughput", "package", "lake"]) {
    expect(section(after, other)).toBe(section(before, other));
  }
}, 60_000);

test("a folder without the page is refused before anything is measured", async () => {
  rmSync(page);

  const { exitCode, output } = await runProgram(ROOT, PROGRAM, ["--quick", "--only", "packing", "--output", folder]);

  expect(exitCode).toBe(1);
  expect(output).toContain("performance.md");
  expect(output).not.toContain("events an hour");
}, 60_000);

function section(text: string, name: string): string {
  return text.slice(text.indexOf(`<!-- bench:${name} -->`), text.indexOf(`<!-- /bench:${name} -->`));
}
