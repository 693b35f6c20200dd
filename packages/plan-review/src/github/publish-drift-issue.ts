import type { Drift } from "../drift/drift";
import { DRIFT_MARKER, writeDriftIssue } from "../drift/write-drift-issue";
import { ownLogin, permitted, type GitHubRepository } from "./github-client";

export interface DriftReport {
  readonly drifts: readonly Drift[];
  /** Stacks that could not be planned. */
  readonly unknown: readonly string[];
  /** Where everything is. */
  readonly everything: string;
}

/** `kept`: nothing drifted where it could be seen, but not everything could be seen. */
export type DriftPublication = "opened" | "updated" | "closed" | "kept" | "none";

const PERMISSION = "issues: write";

/**
 * Opens the one issue about drift, brings it up to date, or closes it when nothing drifts any more.
 *
 * @throws GitHubPermissionError when the token may not write issues
 */
export async function publishDriftIssue(github: GitHubRepository, report: DriftReport): Promise<DriftPublication> {
  const { octokit, owner, repo } = github;
  const { drifts, unknown, everything } = report;
  const issue_number = await openIssue(github);
  const drifting = drifts.some(({ resources }) => resources.length > 0);
  if (!drifting) {
    if (issue_number === undefined) return "none";
    if (unknown.length > 0) return "kept";
    await permitted("close an issue", PERMISSION, async () => {
      await octokit.rest.issues.createComment({ owner, repo, issue_number, body: "Everything is as deployed again." });
      await octokit.rest.issues.update({ owner, repo, issue_number, state: "closed", state_reason: "completed" });
    });
    return "closed";
  }
  const issue = writeDriftIssue(drifts, unknown, everything);
  await permitted("write an issue", PERMISSION, async () => {
    if (issue_number === undefined) await octokit.rest.issues.create({ owner, repo, ...issue });
    else await octokit.rest.issues.update({ owner, repo, issue_number, ...issue });
  });
  return issue_number === undefined ? "opened" : "updated";
}

/** Number of our open issue: marked, by the token's own user, and no pull request (GitHub lists those too). */
async function openIssue(github: GitHubRepository): Promise<number | undefined> {
  const { octokit, owner, repo } = github;
  const login = await ownLogin(github);
  const issues = await permitted("read the issues", PERMISSION, () =>
    octokit.paginate(octokit.rest.issues.listForRepo, { owner, repo, state: "open", creator: login, per_page: 100 }),
  );
  const own = issues.filter(
    ({ body, user, pull_request: pullRequest }) =>
      pullRequest === undefined && user?.login === login && (body ?? "").startsWith(DRIFT_MARKER),
  );
  return own.map(({ number }) => number).sort((one, other) => one - other)[0];
}
