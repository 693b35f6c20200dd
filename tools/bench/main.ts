import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Option } from "commander";
import pc from "picocolors";
import { costReport } from "./index-cost/cost-report";
import { lakeReport } from "./lake/lake-report";
import { packageReport } from "./package/package";
import { packingReport } from "./packing/packing";
import { conditions, type Goal, goalsTable, type MeasureProps, type Report } from "./report/report";
import { replaceSection } from "./report/markdown";
import { program, runProgram } from "../program";
import { findJava } from "../java";
import { throughputReport } from "./throughput/throughput-report";

const MEASUREMENTS = {
  cost: costReport,
  throughput: throughputReport,
  package: packageReport,
  packing: packingReport,
  lake: lakeReport,
} as const satisfies Record<string, (props: MeasureProps) => Promise<Report>>;

type Name = keyof typeof MEASUREMENTS;

const DOCS = path.join(__dirname, "../../docs");
const names = Object.keys(MEASUREMENTS) as Name[];

interface Options {
  readonly only?: Name;
  readonly quick?: boolean;
  readonly output?: string;
}

const command = program(
  "bench",
  "Measures what deduplication costs, how fast the function is, its package and its packing, against one conditional put " +
    "per event and Powertools idempotency, and what the lake's tables are like to query; all on this machine. Prints tables, " +
    "and writes them to performance.md and performance.svg. The lake needs Java 17, Maven and Python 3.11 or 3.12.",
)
  .addOption(new Option("--only <measurement>", "one of them, its section of the page alone is written").choices(names))
  .option("--quick", "a minute or two; figures are rough, and nothing is written unless --output says where")
  .option("--output <folder>", "where performance.md is (default: docs)")
  .parse();

runProgram(() => bench(command.opts<Options>()));

async function bench({ only, quick = false, output = quick ? undefined : DOCS }: Options): Promise<void> {
  const page = output === undefined ? undefined : path.join(output, "performance.md");
  const measured = only ? [only] : names;
  // Before anything is measured, so that a wrong folder or a missing Java does not cost minutes.
  let text = page === undefined ? "" : readFileSync(page, "utf8");
  if (measured.includes("lake")) findJava();
  const goals: Goal[] = [];
  const startedAt = Date.now();
  for (const name of measured) {
    const report = await MEASUREMENTS[name]({
      quick,
      onProgress: (step) => {
        progress(startedAt, name, step);
      },
    });
    goals.push(...report.goals);
    const section = [goalsTable(report.goals), report.details, conditions(new Date())].join("\n\n");
    process.stdout.write(`\n${pc.bold(name)}\n\n${section}\n\n`);
    if (page === undefined || output === undefined) continue;
    text = replaceSection(text, name, section);
    writeFileSync(page, text);
    if (report.chart) writeFileSync(path.join(output, "performance.svg"), report.chart);
  }
  if (!only && page !== undefined) {
    writeFileSync(page, replaceSection(text, "goals", [goalsTable(goals), conditions(new Date())].join("\n\n")));
  }
  const missed = goals.filter(({ goal, measured }) => measured < goal);
  process.stdout.write(`${goals.length - missed.length} of ${goals.length} goals reached.\n`);
  for (const { figure } of missed) process.stdout.write(`${pc.yellow("missed")} ${figure}\n`);
  if (page !== undefined) process.stdout.write(`Written: ${page}\n`);
}

function progress(startedAt: number, name: string, step: string): void {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0).padStart(4);
  process.stderr.write(pc.dim(`${seconds} s  ${name}: ${step}\n`));
}
