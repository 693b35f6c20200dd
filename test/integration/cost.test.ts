import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { environmentNames } from "../../environments/environment-named";
import { PERFORMANCE_PAGE } from "../tools/cost/performance-page";
import { runProgram } from "./run-command";

const ROOT = path.join(__dirname, "../..");
const PROGRAM = "tools/cost/main.ts";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-cost-test-"));
  writeFileSync(
    path.join(folder, "design-questions.md"),
    "by hand\n<!-- bench:modes -->\nSTALE\n<!-- /bench:modes -->\n",
  );
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("a row for each mode and traffic is written into its section, and the figures that it comes from are named", async () => {
  writeFileSync(path.join(folder, "performance.md"), PERFORMANCE_PAGE);

  const { exitCode, output } = await runProgram(ROOT, PROGRAM, ["--write", "--docs", folder]);

  expect(exitCode).toBe(0);
  const page = readFileSync(path.join(folder, "design-questions.md"), "utf8");
  expect(page).toMatch(/^by hand\n<!-- bench:modes -->/);
  expect(page).not.toContain("STALE");
  const rows = page.split("\n").filter((line) => /^\| +[\d,]+ \|/.test(line));
  expect(rows.map((row) => row.replace(/^\| +([\d,]+) \| (\S+) +\| (\S+).*$/, "$1 $2 $3"))).toEqual([
    ...["1,000 hourly in-flight", "1,000 hourly in-lake", "1,000 daily in-flight", "1,000 daily in-lake"],
    ...["1,000,000 hourly in-flight", "1,000,000 hourly in-lake"],
    ...["1,000,000,000 hourly in-flight", "1,000,000,000 hourly in-lake"],
  ]);
  expect(page).toContain("10,000 events a second and core");
  expect(page).toContain("2.0 core seconds a table");
  expect(output).toContain("Written:");
}, 120_000);

test("figures that were not measured are named, and nothing is written", async () => {
  writeFileSync(path.join(folder, "performance.md"), PERFORMANCE_PAGE.replace("| Tables |", "| Untitled |"));
  const before = readFileSync(path.join(folder, "design-questions.md"), "utf8");

  const { exitCode, output } = await runProgram(ROOT, PROGRAM, ["--write", "--docs", folder]);

  expect(exitCode).toBe(1);
  expect(output).toContain("npm run bench -- --only lake");
  expect(readFileSync(path.join(folder, "design-questions.md"), "utf8")).toBe(before);
}, 60_000);

test.each([
  ["design-questions.md", []],
  ["performance.md", ["--compare"]],
])(
  "the figures in docs/%s are those that measurements, prices and code give today",
  async (page, options) => {
    const committed = readFileSync(path.join(ROOT, "docs", page), "utf8");
    writeFileSync(path.join(folder, "performance.md"), readFileSync(path.join(ROOT, "docs/performance.md"), "utf8"));
    writeFileSync(path.join(folder, page), committed);

    expect(await runProgram(ROOT, PROGRAM, [...options, "--write", "--docs", folder])).toMatchObject({ exitCode: 0 });

    expect(readFileSync(path.join(folder, page), "utf8")).toBe(committed);
    if (page !== "performance.md") return;
    const picture = "path-cost.svg";
    expect(readFileSync(path.join(folder, picture), "utf8")).toBe(
      readFileSync(path.join(ROOT, "docs", picture), "utf8"),
    );
  },
  120_000,
);

test("an environment's month is told by part, and a name that there is not is refused with those that there are", async () => {
  const [shipped] = environmentNames;
  const known = await runProgram(ROOT, PROGRAM, [shipped ?? ""]);
  const unknown = await runProgram(ROOT, PROGRAM, ["nowhere"]);

  expect(known.exitCode).toBe(0);
  expect(known.output).toMatch(/^ {2}total +\$/m);
  expect([unknown.exitCode, unknown.output]).toEqual([1, expect.stringContaining('There is no environment "nowhere"')]);
});
