import { permitted, type GitHubRepository } from "./github-client";

/** The run whose plans were reviewed. */
export interface ReviewedRun {
  readonly pullRequest: number;
  readonly runId: number;
}

export interface ReviewedRunRequest {
  /** Commit that the merge made. */
  readonly commit: string;
  /** Branch that it was merged into: `main`. */
  readonly branch: string;
  /** File name of the workflow that plans: `pull-request.yml`. */
  readonly workflow: string;
}

/**
 * What the title of a run begins with: `run-name` of the workflow. GitHub itself says of a run which commit it is of, but not
 * for which pull request once that is merged; the same commit may be in several, each with a base of its own.
 *
 * @see https://github.com/github/docs/issues/22501
 */
export function runTitle(pullRequest: number, base: string): string {
  return `#${pullRequest} into ${base}: `;
}

/**
 * Finds the run that planned what a merge brought in: the last one that succeeded for its pull request, into this branch, on
 * the head that was merged, from a branch of this repository.
 *
 * @throws Error when the commit came by no pull request, or that has no such run
 */
export async function reviewedRun(github: GitHubRepository, request: ReviewedRunRequest): Promise<ReviewedRun> {
  const { octokit, owner, repo } = github;
  const { branch, workflow } = request;
  const { number, head } = await mergedPullRequest(github, request);
  const repository = `${owner}/${repo}`;
  const source = nameOf(head.repo);
  if (source !== repository) {
    throw new Error(
      `Pull request #${number} came from ${source}, not from a branch of ${repository}: a fork gets no role, so its run has no plan. Open a pull request with the same commits from a branch of this repository.`,
    );
  }
  const runs = await permitted("read workflow runs", "actions: read", () =>
    octokit.paginate(octokit.rest.actions.listWorkflowRuns, {
      owner,
      repo,
      workflow_id: workflow,
      head_sha: head.sha,
      event: "pull_request",
      status: "success",
      per_page: 100,
    }),
  );
  const own = runs.filter(
    (run) =>
      run.head_repository.full_name === repository &&
      run.head_branch === head.ref &&
      run.display_title.startsWith(runTitle(number, branch)),
  );
  const [newest] = own.map(({ id }) => id).sort((one, other) => other - one);
  if (newest === undefined) {
    throw new Error(
      `No run of ${workflow} succeeded for pull request #${number} into ${branch} on ${head.sha.slice(0, 12)}, its head: it was merged without a reviewed plan. Plan it in another pull request, which may be empty, or apply by hand.`,
    );
  }
  return { pullRequest: number, runId: newest };
}

/**
 * Checks a run that a person names: one of the workflow that plans, which somebody started on this branch to plan again what is
 * merged, and which succeeded.
 *
 * @throws Error when it is any other run
 */
export async function plannedAgain(
  { octokit, owner, repo }: GitHubRepository,
  { run: run_id, branch, workflow }: { readonly run: number; readonly branch: string; readonly workflow: string },
): Promise<number> {
  const { data } = await permitted("read workflow runs", "actions: read", () =>
    octokit.rest.actions.getWorkflowRun({ owner, repo, run_id }),
  );
  const wanted = {
    workflow: [data.path.split("@")[0], `.github/workflows/${workflow}`],
    event: [data.event, "workflow_dispatch"],
    branch: [data.head_branch, branch],
    repository: [data.head_repository.full_name, `${owner}/${repo}`],
    conclusion: [data.conclusion, "success"],
  };
  const wrong = Object.entries(wanted).filter(([, [has, must]]) => has !== must);
  if (wrong.length === 0) return run_id;
  throw new Error(
    [
      `Run ${run_id} is not one that planned ${branch} again:`,
      ...wrong.map(([name, [has, must]]) => `  ${name}: ${has ?? "none"}, must be ${must ?? ""}`),
      `Start ${workflow} on ${branch} (Run workflow), read its summary, and give the id of that run.`,
    ].join("\n"),
  );
}

async function mergedPullRequest({ octokit, owner, repo }: GitHubRepository, { commit, branch }: ReviewedRunRequest) {
  const pullRequests = await permitted("read pull requests", "pull-requests: read", () =>
    octokit.paginate(octokit.rest.repos.listPullRequestsAssociatedWithCommit, {
      owner,
      repo,
      commit_sha: commit,
      per_page: 100,
    }),
  );
  const merged = pullRequests.find(
    (one) => one.merge_commit_sha === commit && one.merged_at !== null && one.base.ref === branch,
  );
  if (merged === undefined) {
    throw new Error(
      `Commit ${commit.slice(0, 12)} was not merged into ${branch} by a pull request, so nobody has reviewed its plan. Open one, or plan and apply by hand.`,
    );
  }
  return merged;
}

/** @param repository null, in spite of GitHub's own types, when a fork was deleted */
function nameOf(repository: { readonly full_name: string } | null): string {
  return repository?.full_name ?? "a repository that is gone";
}
