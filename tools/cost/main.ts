import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { environmentNamed } from "../../environments/environment-named";
import { replaceSection } from "../bench/report/markdown";
import { program, runProgram } from "../program";
import { KINESIS_PRICES } from "@event-lake/plan-review/costs/prices";
import { checkPrices, otherPrices, priceCheckText } from "./check-prices";
import { comparisonReport } from "./comparison-report";
import { environmentReport } from "./environment-report";
import { modesReport } from "./modes-report";
import { PRICE_LIST_ADDRESS } from "./price-list-file";

const DOCS = path.join(__dirname, "../../docs");

interface Options {
  readonly compare: boolean;
  readonly write: boolean;
  readonly docs: string;
  readonly checkPrices: boolean;
  readonly priceList: string;
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
  .option(
    "--check-prices",
    "compares the prices with AWS's price list, of the environment's region when one is named; needs a network, and fails when one of us-east-1 differs",
    false,
  )
  .option("--price-list <address>", "where the price list files are", PRICE_LIST_ADDRESS)
  .parse();

runProgram(async () => {
  const options = command.opts<Options>();
  const [name] = command.args;
  const page = (file: string) => readFileSync(path.join(options.docs, file), "utf8");
  if (options.checkPrices) {
    await comparePrices(options.priceList, name === undefined ? KINESIS_PRICES.region : environmentNamed(name).region);
    return;
  }
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

async function comparePrices(address: string, region: string): Promise<void> {
  const check = await checkPrices(address, region);
  process.stdout.write(`${priceCheckText(check)}\n`);
  const others = otherPrices(check);
  if (others.length === 0 || region !== KINESIS_PRICES.region) return;
  throw new Error(
    `\n${others.length} prices are not as AWS lists them: ${others.join(", ")}. ` +
      "Change them and their `asOf` in packages/plan-review/src/costs/prices.ts, and write the tables again: npm run cost -- --write; npm run cost -- --compare --write.",
  );
}

function print(report: string, { write, docs }: Options, file: string, section: string): void {
  process.stdout.write(`${report}\n`);
  if (!write) return;
  const page = path.join(docs, file);
  writeFileSync(page, replaceSection(readFileSync(page, "utf8"), section, report));
  process.stdout.write(`\nWritten: ${page}\n`);
}
