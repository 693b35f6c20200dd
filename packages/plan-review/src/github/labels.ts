import type { Review } from "../review";
import { permitted, statusOf, type GitHubRepository } from "./github-client";

const PERMISSION = "pull-requests: write";

/** Labels of a reviewed pull request, and whether it has each: somebody who looks at the list of pull requests sees them. */
export function labelsOf(reviews: readonly Review[], nothingChanges: boolean): Readonly<Record<string, boolean>> {
  const atRisk = reviews.some(({ findings }) =>
    findings.some(({ severity, data }) => severity === "block" && data !== undefined),
  );
  return { "data-at-risk": atRisk, "no-changes": nothingChanges };
}

/**
 * Gives a pull request the labels that it must have, and takes the others of them away. All others stay.
 *
 * @throws GitHubPermissionError when the token may not write labels
 */
export async function setLabels(
  { octokit, owner, repo }: GitHubRepository,
  issue_number: number,
  labels: Readonly<Record<string, boolean>>,
): Promise<void> {
  await permitted("set labels", PERMISSION, async () => {
    const { data } = await octokit.rest.issues.listLabelsOnIssue({ owner, repo, issue_number, per_page: 100 });
    const present = new Set(data.map(({ name }) => name));
    const missing = Object.keys(labels).filter((name) => labels[name] === true && !present.has(name));
    if (missing.length > 0) await octokit.rest.issues.addLabels({ owner, repo, issue_number, labels: missing });
    for (const name of Object.keys(labels).filter((label) => labels[label] === false && present.has(label))) {
      try {
        await octokit.rest.issues.removeLabel({ owner, repo, issue_number, name });
      } catch (error) {
        // Somebody was faster.
        if (statusOf(error) !== 404) throw error;
      }
    }
  });
}
