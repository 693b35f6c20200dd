import { differenceLines } from "../comment/attribute-lines";
import { type Section, fitSections } from "../comment/fit-sections";
import { codeInHtml, codePoints, fence, plain } from "../comment/markdown-text";
import { LONGEST_COMMENT } from "../comment/write-comment";
import type { Drift } from "../drift";
import { type GitHubRepository, ownLogin, permitted } from "./github-client";

export const DRIFT_MARKER = "<!-- event-lake-drift -->";

export interface DriftIssue {
  readonly title: string;
  readonly body: string;
}

/**
 * The issue that says what drifted, attribute by attribute.
 *
 * @param unknown stacks of which nothing is known, because they could not be planned
 * @param everything where all of it is when the issue is too short
 */
export function writeDriftIssue(drifts: readonly Drift[], unknown: readonly string[], everything: string): DriftIssue {
  const drifted = drifts.filter(({ resources }) => resources.length > 0);
  const head = [
    DRIFT_MARKER,
    "Somebody or something changed these resources outside of Terraform. `-` is what the last apply left, `+` is what AWS has now. The next apply takes it back, unless the code is changed to say the same.",
    ...(unknown.length === 0
      ? []
      : [`**Not known**, because they could not be planned: ${unknown.map(plain).join(", ")}.`]),
  ].join("\n\n");
  const note = `\n\n**Not all of it has room here.** Everything is in ${plain(everything)}.`;
  const { text, truncated } = fitSections(
    drifted.map(section),
    LONGEST_COMMENT - codePoints(head) - codePoints(note) - 4,
  );
  return { title: title(drifted), body: `${head}${truncated ? note : ""}\n\n${text}\n` };
}

function title(drifted: readonly Drift[]): string {
  const counts = drifted.map(({ stack, resources }) => `${stack} (${resources.length})`);
  return `Drift: resources are not as deployed in ${counts.join(", ")}`;
}

function section({ stack, resources }: Drift, index: number): Section {
  return {
    heading: `### ${plain(stack)}`,
    priority: index,
    parts: resources.map(({ address, constructPath, deleted, attributes }) => {
      const place = [address, ...(constructPath === undefined ? [] : [constructPath])].map(codeInHtml).join(" · ");
      if (deleted) return { full: `<p><b>deleted</b> ${place}</p>`, kind: "deleted" };
      return {
        full: [`<p>${place}</p>`, "", ...fence(attributes.flatMap(differenceLines), "diff")].join("\n"),
        kind: "changed",
      };
    }),
  };
}

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
