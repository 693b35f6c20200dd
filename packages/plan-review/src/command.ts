import { Command } from "commander";
import { readFileSync } from "node:fs";
import path from "node:path";
import pico from "picocolors";
import { PROJECT } from "../../../tools/plan/environment-stack";
import { acknowledgementsOf, utcDay } from "./acknowledgements";
import { writeReviewFiles } from "./output/review-document";
import { writeTerminal } from "./output/terminal";
import { reviewPlan } from "./review-plan";
import { EXIT_CODES, EXIT_CODES_HELP } from "./verdict";

interface Options {
  readonly plan: string;
  readonly stack?: string;
  readonly baseStack?: string;
  readonly name: string;
  readonly output?: string;
}

const command = new Command("npm run review --")
  .description("Reviews the JSON of any Terraform plan, of this project or another.")
  .requiredOption("--plan <file>", "what `terraform show -json <saved plan>` printed")
  .option("--stack <cdk.tf.json>", "the synthesised stack that was planned: shows construct paths and prevent_destroy")
  .option("--base-stack <cdk.tf.json>", "the stack before the change: shows what the provider ignores in silence")
  .option("--name <stack>", "name of the stack in the review", "plan")
  .option("--output <folder>", "where review.json, review.md and review.sarif are written; nowhere without it")
  .addHelpText("after", EXIT_CODES_HELP)
  .parse();

try {
  review(command.opts<Options>());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function review({ plan, stack, baseStack, name, output }: Options): void {
  const result = reviewPlan({
    plan: readJson(plan),
    stack: name,
    head: stack === undefined ? undefined : readJson(stack),
    base: baseStack === undefined ? undefined : readJson(baseStack),
    acknowledgements: acknowledgementsOf(PROJECT),
    today: utcDay(),
  });
  if (output !== undefined) writeReviewFiles(path.resolve(output), { version: 1, review: result });
  process.stdout.write(writeTerminal(result, pico));
  process.exitCode = EXIT_CODES[result.verdict];
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
