import { appendFileSync } from "node:fs";
import { Command } from "commander";
import { environmentNames } from "../../environments/environment-named";
import { writeComment, type CommentOptions } from "../../packages/plan-review/src/comment/write-comment";
import { readReviewDocument } from "../../packages/plan-review/src/output/review-document";
import type { Review } from "../../packages/plan-review/src/review";
import { readActionsEnvironment, readPullRequestEvent } from "../../packages/plan-review/src/github/actions-environment";
import { connect } from "../../packages/plan-review/src/github/github-client";
import { publishComment } from "../../packages/plan-review/src/github/publish-comment";
import { environmentStack } from "./environment-stack";
import { filesInFolders } from "../../packages/plan-review/src/plan-command/files-in-folders";

interface Options {
  readonly reviews: string[];
  readonly environments: string[];
}

const command = new Command("npm run comment --")
  .description(
    "Publishes the reviews of a pull request as one comment, and as the summary of the job. For GitHub Actions: reads GITHUB_TOKEN and the variables that every job has.",
  )
  .requiredOption("--reviews <folder...>", "folders with a review.json, or with folders that have one")
  .option("--environments <name...>", "environments that must have a review: one without is told", environmentNames)
  .parse();

comment(command.opts<Options>()).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function comment({ reviews: folders, environments }: Options): Promise<void> {
  const { run, ...github } = readActionsEnvironment(process.env);
  const { number, headCommit } = readPullRequestEvent(process.env["GITHUB_EVENT_PATH"]);
  const reviews = filesInFolders("review.json", folders).map(({ file, text }) => readReviewDocument(text, file).review);
  const planned = new Set(reviews.map(({ stack }) => stack));
  const unplanned = environments.map(environmentStack).filter((stack) => !planned.has(stack));
  const options: CommentOptions = {
    headCommit,
    run,
    unplanned,
    everything: `review.md in the artefacts of run ${run.number}`,
  };
  // First, so that the review can be read also when GitHub takes no comment.
  const summary = process.env["GITHUB_STEP_SUMMARY"];
  if (summary !== undefined && summary !== "") appendFileSync(summary, writeComment(reviews, options).text);

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
