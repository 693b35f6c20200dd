import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { environmentNamed } from "../../environments/environment-named";
import { replaceSection } from "../bench/report/markdown";
import { program, runProgram } from "../program";
import { comparisonReport } from "./comparison-report";
import { environmentReport } from "./environment-report";
import { modesReport } from "./modes-report";

const DOCS = path.join(__dirname, "../../docs");

interface Options {
  readonly compare: boolean;
  readonly write: boolean;
  readonly docs: string;
}

const command = program(
  "cost",
  "Prints what an environment costs a month, by part, at its declared traffic, half and double of it, and what would be cheaper. " +
    "Without an environment: what a million events cost with duplicates removed in flight and in the lake, at a thousandth of the task's traffic, " +
    "at it and at a thousand times it: from list prices and from what `npm run bench` wrote to performance.md.",
)
  .argument("[environment]", "one of environments/")
  .option("--compare", "what the whole path costs beside a textbook pipeline of the same services", false)
  .option("--write", "also write it to its section of design-questions.md, or of performance.md with a picture", false)
  .option("--docs <folder>", "where performance.md and design-questions.md are", DOCS)
  .parse();

runProgram(() => {
  const options = command.opts<Options>();
  const [name] = command.args;
  const page = (file: string) => readFileSync(path.join(options.docs, file), "utf8");
  if (options.compare) {
    const { markdown, chart } = comparisonReport(page("performance.md"));
    print(markdown, options, "performance.md", "path");
    if (options.write) writeFileSync(path.join(options.docs, "path-cost.svg"), chart);
    return;
  }
  if (name === undefined) {
    print(modesReport(page("performance.md")), options, "design-questions.md", "modes");
    return;
  }
  process.stdout.write(`${environmentReport(environmentNamed(name), page("performance.md"))}\n`);
});

function print(report: string, { write, docs }: Options, file: string, section: string): void {
  process.stdout.write(`${report}\n`);
  if (!write) return;
  const page = path.join(docs, file);
  writeFileSync(page, replaceSection(readFileSync(page, "utf8"), section, report));
  process.stdout.write(`\nWritten: ${page}\n`);
}
