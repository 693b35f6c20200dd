import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { GlueClient } from "@aws-sdk/client-glue";
import { environmentNamed } from "../../environments/environment-named";
import { replaceSection } from "../bench/report/markdown";
import { program, runProgram } from "../program";
import { KINESIS_PRICES } from "@event-lake/plan-review/costs/prices";
import { InvalidArgumentError } from "commander";
import { loadEventContracts } from "../../events/event-contracts";
import { checkPrices, otherPrices, priceCheckText } from "./check-prices";
import { comparisonReport } from "./comparison-report";
import { EnvironmentCosts } from "./environment-cost";
import { environmentReport } from "./environment-report";
import { measuredFigures } from "./measured-figures";
import { modesReport } from "./modes-report";
import { PRICE_LIST_ADDRESS } from "./price-list-file";
import { readUsage } from "./usage";
import { usageReport } from "./usage-report";

/** CloudWatch keeps values of an hour for 455 days; a fortnight shows what a week is like. */
const LONGEST_USAGE_HOURS = 336;
const DOCS = path.join(__dirname, "../../docs");

interface Options {
  readonly compare: boolean;
  readonly write: boolean;
  readonly docs: string;
  readonly checkPrices: boolean;
  readonly priceList: string;
  readonly usage: boolean;
  readonly hours: number;
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
    "--usage",
    "reads what a deployed environment used, with the credentials and the endpoint of your shell, in place of what it declares",
    false,
  )
  .option("--hours <hours>", "how far --usage looks back, 1 to 336", wholeHours, 24)
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
  const environment = environmentNamed(name);
  if (options.usage) {
    const { region } = environment;
    const clients = { cloudWatch: new CloudWatchClient({ region }), glue: new GlueClient({ region }) };
    const usage = await readUsage(environment, clients, { hours: options.hours, now: new Date() });
    const costs = new EnvironmentCosts(loadEventContracts().length, measuredFigures(page("performance.md")));
    process.stdout.write(`${usageReport(environment, usage, costs)}\n`);
    return;
  }
  process.stdout.write(`${environmentReport(environment, page("performance.md"))}\n`);
});

function wholeHours(text: string): number {
  const hours = Number(text);
  if (Number.isInteger(hours) && hours >= 1 && hours <= LONGEST_USAGE_HOURS) return hours;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${LONGEST_USAGE_HOURS}.`);
}

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
