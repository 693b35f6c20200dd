import { permitted, type GitHubRepository } from "./github-client";

/** The run whose plans were reviewed. */
export interface ReviewedRun {
  readonly pullRequest: number;
  readonly runId: number;
}

/**
 * Finds the run that planned what a merge brought in: the last one that succeeded on the head of its pull request.
 *
 * @param workflow file name of the workflow that plans: `pull-request.yml`
 * @throws Error when the commit came by no pull request, or that has no such run
 */
export async function reviewedRun(github: GitHubRepository, commit: string, workflow: string): Promise<ReviewedRun> {
  const { octokit, owner, repo } = github;
  const pullRequests = await permitted("read pull requests", "pull-requests: read", () =>
    octokit.paginate(octokit.rest.repos.listPullRequestsAssociatedWithCommit, {
      owner,
      repo,
      commit_sha: commit,
      per_page: 100,
    }),
  );
  const merged = pullRequests.find((one) => one.merge_commit_sha === commit && one.merged_at !== null);
  if (merged === undefined) {
    throw new Error(
      `Commit ${commit.slice(0, 12)} was not merged by a pull request, so nobody has reviewed its plan. Open one, or plan and apply by hand.`,
    );
  }
  const runs = await permitted("read workflow runs", "actions: read", () =>
    octokit.paginate(octokit.rest.actions.listWorkflowRuns, {
      owner,
      repo,
      workflow_id: workflow,
      head_sha: merged.head.sha,
      event: "pull_request",
      status: "success",
      per_page: 100,
    }),
  );
  const [newest] = runs.map(({ id }) => id).sort((one, other) => other - one);
  if (newest === undefined) {
    throw new Error(
      `No run of ${workflow} succeeded on ${merged.head.sha.slice(0, 12)}, the head of pull request #${merged.number}: it was merged without a reviewed plan. Plan it again in a pull request, or apply by hand.`,
    );
  }
  return { pullRequest: merged.number, runId: newest };
}
