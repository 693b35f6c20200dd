import { appendFileSync } from "node:fs";
import { type CommentOptions, writeComment } from "../comment/write-comment";
import { writeSarif } from "../output/sarif";
import type { Review } from "../review";
import { readActionsEnvironment, readEvent } from "./actions-environment";
import { uploadSarif } from "./code-scanning";
import { connect, GitHubPermissionError } from "./github-client";
import { labelsOf, setLabels } from "./labels";
import { type PendingDeployment, pendingDeployments } from "./pending-deployments";
import { publishComment } from "./publish-comment";

export interface PublishReviewsRequest {
  readonly reviews: readonly Review[];
  /** Stacks of which there is no review, because they could not be planned. @default - none */
  readonly unplanned?: readonly string[];
  /** Where everything is that has no room in a comment, of this run. */
  readonly everything: (run: number) => string;
  /** Document that says how to read a review. @default - none is named */
  readonly guide?: string;
  /** File name of the workflow that deploys: its runs that have not ended are named. @default - none are looked for */
  readonly deployments?: string;
  /** Whether a pull request is commented on. @default true */
  readonly comment?: boolean;
  /** Whether it gets its labels. @default true */
  readonly labels?: boolean;
  /** Whether code scanning gets the findings. @default true */
  readonly codeScanning?: boolean;
}

/**
 * Publishes reviews from a job of GitHub Actions: the job's summary, and for a pull request its one comment and its labels, and
 * the findings for code scanning. Of a merge group, and of a run that a person started, the summary is all.
 *
 * @param variables of the job: `process.env`
 * @returns what was done, a line each
 * @throws GitHubPermissionError when the token may not do it; the summary is written before
 */
export async function publishReviews(
  variables: Readonly<Record<string, string | undefined>>,
  request: PublishReviewsRequest,
): Promise<readonly string[]> {
  const { reviews, unplanned = [], everything, guide, deployments } = request;
  const { run, ...options } = readActionsEnvironment(variables);
  const event = readEvent(variables);
  const github = connect(options);
  const done: string[] = [];
  let pending: readonly PendingDeployment[] = [];
  if (deployments !== undefined && event.pullRequest !== undefined) {
    try {
      const branch = variables["GITHUB_BASE_REF"] ?? "main";
      pending = await pendingDeployments(github, { workflow: deployments, branch });
    } catch (error) {
      // The review is worth more than the warning.
      if (!(error instanceof GitHubPermissionError)) throw error;
      done.push(error.message);
    }
  }
  const comment: CommentOptions = {
    headCommit: event.headCommit,
    run,
    unplanned,
    pending,
    everything: everything(run.number),
    guide,
  };
  // First, so that the review can be read also when GitHub takes no comment.
  appendTo(variables["GITHUB_STEP_SUMMARY"], writeComment(reviews, comment).text);
  const pullRequest = event.pullRequest;
  if (pullRequest === undefined) return ["No pull request to comment on: the review is in the summary of the job."];
  const nothingChanges = unplanned.length === 0 && reviews.every(saysNothing);
  if (request.comment !== false) {
    const publication = await publishComment(github, {
      pullRequest,
      run,
      nothingChanges,
      write: (limit, resolves) => writeComment(reviews, { ...comment, limit, resolves }),
    });
    done.push(`Plan comment of pull request #${pullRequest}: ${publication}.`);
    // A newer run has said what there is to say.
    if (publication === "superseded") return done;
  }
  if (request.labels !== false) await setLabels(github, pullRequest, labelsOf(reviews, nothingChanges));
  if (request.codeScanning !== false) {
    const upload = await uploadSarif(
      github,
      event,
      reviews.map((review) => writeSarif(review)),
    );
    done.push(upload === "uploaded" ? "Code scanning has the findings." : upload.unavailable);
  }
  return done;
}

/** A plan that changes nothing may still have something to say: what drifted, what the provider ignores in silence. */
function saysNothing({ verdict, findings }: Review): boolean {
  return verdict === "unchanged" && findings.every(({ severity }) => severity === "inform");
}

/** Appends to a file that GitHub names in a variable, if it does. */
function appendTo(file: string | undefined, text: string): void {
  if (file !== undefined && file !== "") appendFileSync(file, text);
}
