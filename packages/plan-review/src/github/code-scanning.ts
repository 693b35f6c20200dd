import { gzipSync } from "node:zlib";
import type { ActionsEvent } from "./actions-environment";
import { statusOf, type GitHubRepository } from "./github-client";

/** `unavailable`: the repository has no code scanning, or the token may not write to it; the text says which. */
export type Upload = "uploaded" | { readonly unavailable: string };

/**
 * Gives findings to code scanning, which shows them in the pull request and in the repository's list of alerts.
 *
 * @param logs SARIF, one of each stack
 * @see https://docs.github.com/en/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data
 */
export async function uploadSarif(
  { octokit, owner, repo }: GitHubRepository,
  { commit, ref }: Pick<ActionsEvent, "commit" | "ref">,
  logs: readonly string[],
): Promise<Upload> {
  try {
    for (const log of logs) {
      const sarif = gzipSync(log).toString("base64");
      await octokit.rest.codeScanning.uploadSarif({ owner, repo, commit_sha: commit, ref, sarif });
    }
    return "uploaded";
  } catch (error) {
    const status = statusOf(error);
    // A private repository without Advanced Security is no reason to fail a review.
    if (status !== 403 && status !== 404) throw error;
    const answer = error instanceof Error ? error.message : "no reason given";
    return {
      unavailable: `Code scanning takes no findings (${status}: ${answer}). It needs \`permissions: security-events: write\`, and in a private repository GitHub Advanced Security.`,
    };
  }
}
