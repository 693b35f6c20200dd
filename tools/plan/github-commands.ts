import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { readDrift, readReviewDocument } from "@event-lake/plan-review";
import {
  connect,
  plannedAgain,
  publishApplyReport,
  publishDriftIssue,
  publishReviews,
  readActionsEnvironment,
  readApplyResult,
  reviewedRun,
  type ReviewedRunRequest,
  writeApplyReport,
} from "@event-lake/plan-review/github";
import { Command, InvalidArgumentError } from "commander";
import { environmentNamed, environmentNames } from "../../environments/environment-named";
import { lakeProfile, stackOf } from "./lake-profile";

const program = new Command("npm run").description(
  "Commands for GitHub Actions: they read GITHUB_TOKEN and the variables that every job has.",
);

program
  .command("comment")
  .usage("-- [options]")
  .description(
    "Publishes reviews: as the summary of the job, and for a pull request as one comment, labels, and findings for code scanning.",
  )
  .requiredOption("--reviews <folder...>", "folders with a review.json, or with folders that have one")
  .option("--environments <name...>", "environments that must have a review: one without is named", environmentNames)
  .action(comment);

program
  .command("apply-report")
  .usage("-- [options]")
  .description(
    "Says in the pull request of a merge, and in the summary of the job, what became of it in each environment.",
  )
  .requiredOption("--results <folder...>", "folders with an apply.json, or with folders that have one")
  .option("--environments <name...>", "environments that should have been applied", environmentNames)
  .option("--pull-request <number>", "the pull request; without one the summary is all", wholeNumber)
  .action(applyReport);

program
  .command("drift-issue")
  .usage("-- [options]")
  .description("Opens, updates or closes the one issue that says what drifted.")
  .requiredOption("--drifts <folder...>", "folders with a drift.json, or with folders that have one")
  .option("--environments <name...>", "environments that must have been looked at", environmentNames)
  .action(driftIssue);

program
  .command("reviewed-run")
  .usage("-- [options]")
  .description(
    "Finds the workflow run whose plans were reviewed in the pull request of a merge, and writes `run-id` to the step's outputs.",
  )
  .requiredOption("--commit <sha>", "the commit that the merge made")
  .requiredOption("--branch <name>", "the branch that it was merged into")
  .option(
    "--run <id>",
    "a run in which a person had the branch planned again: it is checked, and taken instead",
    wholeNumber,
  )
  .option("--workflow <file>", "workflow that plans", "pull-request.yml")
  .action(findReviewedRun);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function comment(request: { reviews: string[]; environments: string[] }): Promise<void> {
  const reviews = filesIn(request.reviews, "review.json").map(
    (file) => readReviewDocument(readFileSync(file, "utf8"), file).review,
  );
  const done = await publishReviews(process.env, {
    reviews,
    unplanned: stacksWithout(reviews, request.environments),
    everything: (run) => `review.md in the artefacts of run ${run}`,
    guide: lakeProfile().documents?.review,
    deployments: "deploy.yml",
  });
  process.stdout.write(`${done.join("\n")}\n`);
}

async function applyReport(request: {
  results: string[];
  environments: string[];
  pullRequest?: number;
}): Promise<void> {
  const { run, ...github } = readActionsEnvironment(process.env);
  const results = filesIn(request.results, "apply.json").map((file) =>
    readApplyResult(readFileSync(file, "utf8"), file),
  );
  const order = request.environments.map(environmentNamed).map(stackOf);
  results.sort((one, other) => order.indexOf(one.stack) - order.indexOf(other.stack));
  const report = { results, notReached: stacksWithout(results, request.environments), run: run.number };
  append("GITHUB_STEP_SUMMARY", writeApplyReport(report));
  if (request.pullRequest === undefined) return;
  const publication = await publishApplyReport(connect(github), request.pullRequest, report);
  process.stdout.write(`Comment on the apply in pull request #${request.pullRequest}: ${publication}.\n`);
}

async function driftIssue(request: { drifts: string[]; environments: string[] }): Promise<void> {
  const { run, ...github } = readActionsEnvironment(process.env);
  const drifts = filesIn(request.drifts, "drift.json").map((file) => readDrift(readFileSync(file, "utf8"), file));
  const publication = await publishDriftIssue(connect(github), {
    drifts,
    unknown: stacksWithout(drifts, request.environments),
    everything: `drift.json in the artefacts of run ${run.number}`,
  });
  process.stdout.write(`Drift issue: ${publication}.\n`);
}

async function findReviewedRun(request: ReviewedRunRequest & { readonly run?: number }): Promise<void> {
  const { run, ...options } = readActionsEnvironment(process.env);
  const github = connect(options);
  if (request.run !== undefined) {
    const { branch, workflow } = request;
    append("GITHUB_OUTPUT", `run-id=${await plannedAgain(github, { run: request.run, branch, workflow })}\n`);
    process.stdout.write(`Run ${run.number} applies the plans of run ${request.run}, made again of ${branch}.\n`);
    return;
  }
  const { pullRequest, runId } = await reviewedRun(github, request);
  append("GITHUB_OUTPUT", `run-id=${runId}\npull-request=${pullRequest}\n`);
  process.stdout.write(
    `Run ${run.number} applies the plans of run ${runId}, reviewed in pull request #${pullRequest}.\n`,
  );
}

/** @throws InvalidArgumentError which commander says with the option's name */
function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text))
    throw new InvalidArgumentError("It must be a number, as the address of the page ends with.");
  return Number(text);
}

/** Stacks of the environments that none of the documents is about. */
function stacksWithout(documents: readonly { readonly stack: string }[], environments: readonly string[]): string[] {
  return environments
    .map(environmentNamed)
    .map(stackOf)
    .filter((stack) => !documents.some((document) => document.stack === stack));
}

/** All files of a name in the folders themselves and one level below: artefacts are unpacked into a folder each. */
function filesIn(folders: readonly string[], name: string): string[] {
  return folders
    .flatMap((folder) => [folder, ...foldersBelow(folder)])
    .map((folder) => path.join(folder, name))
    .filter((file) => existsSync(file));
}

function foldersBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => path.join(folder, name)).sort();
}

/** Appends to a file that GitHub names in a variable, if it does. */
function append(variable: string, text: string): void {
  const file = process.env[variable];
  if (file !== undefined && file !== "") appendFileSync(file, text);
}
