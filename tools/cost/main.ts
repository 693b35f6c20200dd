import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { replaceSection } from "../bench/report/markdown";
import { program, runProgram } from "../program";
import { environmentNamed } from "../../environments/environment-named";
import { environmentReport } from "./environment-report";
import { modesReport } from "./modes-report";

const DOCS = path.join(__dirname, "../../docs");

const command = program(
  "cost",
  "Prints what an environment costs a month, by part, at its declared traffic, half and double of it, and what would be cheaper. " +
    "Without an environment: what a million events cost with duplicates removed in flight and in the lake, at a thousandth of the task's traffic, " +
    "at it and at a thousand times it: from list prices and from what `npm run bench` wrote to performance.md.",
)
  .argument("[environment]", "one of environments/")
  .option("--write", "also write it to its section of design-questions.md")
  .option("--docs <folder>", "where performance.md and design-questions.md are", DOCS)
  .parse();

runProgram(() => {
  const { write = false, docs } = command.opts<{ write?: boolean; docs: string }>();
  const [name] = command.args;
  if (name !== undefined) {
    const page = readFileSync(path.join(docs, "performance.md"), "utf8");
    process.stdout.write(`${environmentReport(environmentNamed(name), page)}\n`);
    return;
  }
  const report = modesReport(readFileSync(path.join(docs, "performance.md"), "utf8"));
  process.stdout.write(`${report}\n`);
  if (write) {
    const page = path.join(docs, "design-questions.md");
    writeFileSync(page, replaceSection(readFileSync(page, "utf8"), "modes", report));
    process.stdout.write(`\nWritten: ${page}\n`);
  }
});
