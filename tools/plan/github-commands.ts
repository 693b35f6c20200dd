import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type CommentOptions, readDrift, readReviewDocument, type Review, writeComment } from "@event-lake/plan-review";
import {
  connect,
  publishComment,
  publishDriftIssue,
  readActionsEnvironment,
  readPullRequestEvent,
  reviewedRun,
  type ReviewedRunRequest,
} from "@event-lake/plan-review/github";
import { Command } from "commander";
import { environmentNamed, environmentNames } from "../../environments/environment-named";
import { lakeProfile, stackOf } from "./lake-profile";

const program = new Command("npm run").description(
  "Commands for GitHub Actions: they read GITHUB_TOKEN and the variables that every job has.",
);

program
  .command("comment")
  .usage("-- [options]")
  .description("Publishes the reviews of a pull request as one comment, and as the summary of the job.")
  .requiredOption("--reviews <folder...>", "folders with a review.json, or with folders that have one")
  .option("--environments <name...>", "environments that must have a review: one without is named", environmentNames)
  .action(comment);

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
  .option("--workflow <file>", "workflow that plans", "pull-request.yml")
  .action(findReviewedRun);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function comment(request: { reviews: string[]; environments: string[] }): Promise<void> {
  const { run, ...github } = readActionsEnvironment(process.env);
  const { number, headCommit } = readPullRequestEvent(process.env["GITHUB_EVENT_PATH"]);
  const reviews = filesIn(request.reviews, "review.json").map(
    (file) => readReviewDocument(readFileSync(file, "utf8"), file).review,
  );
  const unplanned = stacksWithout(reviews, request.environments);
  const options: CommentOptions = {
    headCommit,
    run,
    unplanned,
    everything: `review.md in the artefacts of run ${run.number}`,
    guide: lakeProfile().documents?.review,
  };
  // First, so that the review can be read also when GitHub takes no comment.
  append("GITHUB_STEP_SUMMARY", writeComment(reviews, options).text);
  const publication = await publishComment(connect(github), {
    pullRequest: number,
    run,
    nothingChanges: unplanned.length === 0 && reviews.every(saysNothing),
    write: (limit, resolves) => writeComment(reviews, { ...options, limit, resolves }),
  });
  process.stdout.write(`Plan comment of pull request #${number}: ${publication}.\n`);
}

/** A plan that changes nothing may still have something to say: what drifted, what the provider ignores in silence. */
function saysNothing({ verdict, findings }: Review): boolean {
  return verdict === "unchanged" && findings.every(({ severity }) => severity === "inform");
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

async function findReviewedRun(request: ReviewedRunRequest): Promise<void> {
  const { run, ...github } = readActionsEnvironment(process.env);
  const { pullRequest, runId } = await reviewedRun(connect(github), request);
  append("GITHUB_OUTPUT", `run-id=${runId}\n`);
  process.stdout.write(
    `Run ${run.number} applies the plans of run ${runId}, reviewed in pull request #${pullRequest}.\n`,
  );
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
