import path from "node:path";
import { Command } from "commander";
import pico from "picocolors";
import { environmentNamed, environmentNames } from "../../environments/environment-named";
import { stackFolder, synthesise } from "../synth/synthesise";
import { EXIT_CODES, EXIT_CODES_HELP } from "../../packages/plan-review/src/verdict";
import { acknowledgementsOf, utcDay } from "../../packages/plan-review/src/acknowledgements";
import { synthesiseBase } from "./base-stack";
import { environmentStack, PROJECT } from "./environment-stack";
import { planStack } from "../../packages/plan-review/src/plan-stack";
import { PLAN_FILE, writeReviewFiles } from "../../packages/plan-review/src/output/review-document";
import { writeTerminal } from "../../packages/plan-review/src/output/terminal";

const command = new Command("npm run plan --")
  .description(
    "Plans an environment and reviews the plan: which data it puts at risk, who may do more than before, what it costs. Changes nothing.",
  )
  .argument("<environment>", `one of ${environmentNames.join(", ")}`)
  .option("--base <git ref>", "commit that the change starts from: shows what the provider ignores in silence")
  .option("--output <folder>", "where plan and review are written", path.join(PROJECT, "plan-review"))
  .addHelpText(
    "after",
    `${EXIT_CODES_HELP}\n\nUses the AWS credentials of your shell; they need to read only. docs/plan-review.md says how to read the review.`,
  )
  .parse();

plan(command.args[0] ?? "", command.opts<{ base?: string; output: string }>()).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function plan(environment: string, { base: ref, output }: { base?: string; output: string }): Promise<void> {
  const stack = environmentStack(environment);
  const acknowledgements = acknowledgementsOf(PROJECT);
  const outputFolder = path.join(PROJECT, "cdktf.out");
  const folder = path.join(path.resolve(output), environment);
  const [base] = await Promise.all([
    ref === undefined ? undefined : synthesiseBase({ project: PROJECT, stack, ref }),
    synthesise(outputFolder),
  ]);
  const document = await planStack({
    folder: stackFolder(outputFolder, stack),
    stack,
    planFile: path.join(folder, PLAN_FILE),
    base,
    acknowledgements,
    today: utcDay(),
    traffic: environmentNamed(environment).traffic,
  });
  writeReviewFiles(folder, document);
  const { review } = document;
  process.stdout.write(
    `${writeTerminal(review, pico)}\n${closing(environment, folder, review.verdict, review.errored)}\n`,
  );
  process.exitCode = EXIT_CODES[review.verdict];
}

function closing(environment: string, folder: string, verdict: string, errored: boolean): string {
  const where = `Plan and review: ${path.relative(process.cwd(), folder) || folder}`;
  if (verdict === "unchanged" || errored) return where;
  return verdict === "clear"
    ? `${where}\nNext: npm run apply -- ${environment}`
    : `${where}\nNext: change the code, or accept each finding in plan-acknowledgements.json, and plan again.`;
}
