import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  acknowledgementsIn,
  ACKNOWLEDGEMENTS_FILE,
  ApplyRefusedError,
  applyReviewedPlan,
  EXIT_CODES,
  EXIT_CODES_HELP,
  findDrift,
  planStack,
  type Review,
  reviewCommand,
  utcDay,
  writeReviewFiles,
  writeTerminal,
} from "@event-lake/plan-review";
import type { ApplyResult } from "@event-lake/plan-review/github";
import { Command } from "commander";
import pico from "picocolors";
import { environmentNamed, environmentNames } from "../../environments/environment-named";
import { afterBootstrap } from "../bootstrap/missing-bootstrap";
import { stackFolder, synthesise } from "../synth/synthesise";
import { synthesiseBase } from "./base-stack";
import { lakeProfile, stackOf } from "./lake-profile";

const PROJECT = path.join(__dirname, "..", "..");
const REVIEWS = path.join(PROJECT, "plan-review");
const SYNTHESISED = path.join(PROJECT, "cdktf.out");
const CREDENTIALS = "Uses the AWS credentials of your shell";

const program = new Command("npm run").description("Plans, reviews and applies; looks for drift.");

environmentCommand("plan")
  .description(
    "Plans an environment and reviews the plan: which data it puts at risk, who may do more than before, what it costs. Changes nothing.",
  )
  .option("--base <git ref>", "commit that the change starts from: shows what the provider ignores in silence")
  .option("--output <folder>", "where the review is written", REVIEWS)
  .addHelpText(
    "after",
    `${EXIT_CODES_HELP}\n\n${CREDENTIALS}; they need to read only. docs/plan-review.md says how to read the review.`,
  )
  .action((name: string, options: PlanOptions) => afterBootstrap(name, () => plan(name, options)));

environmentCommand("apply")
  .description(
    "Plans an environment again, and applies the plan when it does exactly what the one does that `npm run plan` reviewed. Refuses any other plan and shows the difference; and one that Terraform refuses, or with a finding that nobody has acknowledged.",
  )
  .option("--reviews <folder>", "folder with the reviews, a folder for each environment", REVIEWS)
  .option("--result <file>", "where it is written, for `npm run apply-report`, what became of the apply")
  .addHelpText("after", `\n${CREDENTIALS}, which must belong to the environment's account.`)
  .action((name: string, options: ApplyOptions) => afterBootstrap(name, () => apply(name, options)));

environmentCommand("drift")
  .description("Says what was changed in an environment outside of Terraform. Changes nothing.")
  .option("--output <folder>", "where drift.json is written", REVIEWS)
  .addHelpText(
    "after",
    `\nExit codes:\n  0  everything is as deployed\n  1  error\n  2  something drifted\n\n${CREDENTIALS}; they need to read only.`,
  )
  .action((name: string, options: DriftOptions) => afterBootstrap(name, () => drift(name, options)));

program.addCommand(reviewCommand("review", lakeProfile()).usage("-- <plan...> [options]"));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

function environmentCommand(name: string): Command {
  return program
    .command(name)
    .usage("-- <environment> [options]")
    .argument("<environment>", `one of ${environmentNames.join(", ")}`);
}

interface PlanOptions {
  readonly base?: string;
  readonly output: string;
}

async function plan(name: string, { base: ref, output }: PlanOptions): Promise<void> {
  const environment = environmentNamed(name);
  const stack = stackOf(environment);
  const profile = lakeProfile(environment);
  const acknowledgements = acknowledgementsIn(path.join(PROJECT, ACKNOWLEDGEMENTS_FILE));
  const folder = path.join(path.resolve(output), name);
  const [base] = await Promise.all([
    ref === undefined ? undefined : synthesiseBase({ project: PROJECT, stack, ref }),
    synthesise(SYNTHESISED),
  ]);
  const document = await planStack({
    folder: stackFolder(SYNTHESISED, stack),
    stack,
    base,
    profile,
    acknowledgements,
    today: utcDay(),
  });
  writeReviewFiles(folder, document, profile.documents);
  const { review } = document;
  process.stdout.write(`${writeTerminal(review, pico)}\nReview: ${path.relative(process.cwd(), folder) || folder}\n`);
  process.stdout.write(nextStep(name, review));
  process.exitCode = EXIT_CODES[review.verdict];
}

function nextStep(environment: string, { verdict, errored }: Review): string {
  if (verdict === "unchanged" || errored) return "";
  return verdict === "clear"
    ? `Next: npm run apply -- ${environment}\n`
    : `Next: change the code, or accept each finding in ${ACKNOWLEDGEMENTS_FILE}, and plan again.\n`;
}

interface ApplyOptions {
  readonly reviews: string;
  readonly result?: string;
}

async function apply(name: string, options: ApplyOptions): Promise<void> {
  const stack = stackOf(environmentNamed(name));
  try {
    const changed = await applyReviewed(name, options);
    writeResult(options, {
      version: 1,
      stack,
      ...(changed === "unchanged" ? { outcome: changed } : { outcome: "applied", changed }),
    });
    process.stdout.write(
      `${stack}: ${changed === "unchanged" ? "nothing to change" : `${changed} resources changed`}.\n`,
    );
  } catch (error) {
    const refused = error instanceof ApplyRefusedError;
    writeResult(options, {
      version: 1,
      stack,
      ...(refused ? { outcome: "refused", reason: error.message } : { outcome: "failed" }),
    });
    throw error;
  }
}

async function applyReviewed(name: string, { reviews }: ApplyOptions): Promise<number | "unchanged"> {
  const environment = environmentNamed(name);
  const stack = stackOf(environment);
  await synthesise(SYNTHESISED);
  return applyReviewedPlan({
    stack,
    folder: stackFolder(SYNTHESISED, stack),
    reviewFolder: path.join(reviews, name),
    profile: lakeProfile(environment),
    acknowledgements: acknowledgementsIn(path.join(PROJECT, ACKNOWLEDGEMENTS_FILE)),
    today: utcDay(),
    onProgress: ({ done, finished }) => {
      if (finished !== undefined) process.stdout.write(`${done}  ${finished}\n`);
    },
  });
}

function writeResult({ result }: ApplyOptions, content: ApplyResult): void {
  if (result === undefined) return;
  mkdirSync(path.dirname(path.resolve(result)), { recursive: true });
  writeFileSync(result, `${JSON.stringify(content, undefined, 2)}\n`);
}

interface DriftOptions {
  readonly output: string;
}

async function drift(name: string, { output }: DriftOptions): Promise<void> {
  const stack = stackOf(environmentNamed(name));
  const folder = path.join(path.resolve(output), name);
  const file = path.join(folder, "drift.json");
  // What an earlier run found must not pass for what this one found.
  rmSync(file, { force: true });
  await synthesise(SYNTHESISED);
  const found = await findDrift({ folder: stackFolder(SYNTHESISED, stack), stack });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(found, undefined, 2)}\n`);
  for (const { address, deleted, attributes } of found.resources) {
    const what = deleted ? ["deleted"] : attributes.map(({ attribute }) => attribute);
    process.stdout.write(`${address}: ${what.join(", ")}\n`);
  }
  process.stdout.write(`${stack}: ${found.resources.length} resources drifted.\n`);
  process.exitCode = found.resources.length === 0 ? 0 : 2;
}
