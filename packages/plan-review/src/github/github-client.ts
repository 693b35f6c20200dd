import { Octokit } from "@octokit/rest";
import { z } from "zod";

export interface GitHubOptions {
  readonly token: string;
  /** GITHUB_API_URL: `https://api.github.com`, or that of a GitHub Enterprise Server. */
  readonly baseUrl: string;
  /** GITHUB_REPOSITORY: `owner/name`. */
  readonly repository: string;
}

/** One repository on GitHub, as the token may use it. */
export interface GitHubRepository {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
}

/** GitHub did not let the token do something; the message names the permission that it needs. */
export class GitHubPermissionError extends Error {
  constructor(what: string, permission: string, answer: string) {
    super(
      `GitHub does not let this token ${what} (403: ${answer}).\nGive the job \`permissions: ${permission}\`. A pull request from a fork gets a token that may only read.`,
    );
    this.name = "GitHubPermissionError";
  }
}

/** @throws Error when the repository is not named as `owner/name` */
export function connect({ token, baseUrl, repository }: GitHubOptions): GitHubRepository {
  const [owner, repo, ...rest] = repository.split("/");
  if (!owner || !repo || rest.length > 0) {
    throw new Error(`GITHUB_REPOSITORY is "${repository}"; it must be owner/name.`);
  }
  // What goes wrong is said once, by the error: octokit's own lines would repeat it.
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  return { octokit: new Octokit({ auth: token, baseUrl, log }), owner, repo };
}

/** Login of the token's own user; the token of a workflow belongs to the bot of GitHub Actions, and may not ask. */
export async function ownLogin({ octokit }: GitHubRepository): Promise<string> {
  try {
    return (await octokit.rest.users.getAuthenticated()).data.login;
  } catch (error) {
    if (statusOf(error) === 403) return "github-actions[bot]";
    throw error;
  }
}

/** Runs a request; a 403 becomes an error that says what to do. @param permission as a workflow grants it: `issues: write` */
export async function permitted<Answer>(
  what: string,
  permission: string,
  request: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    if (statusOf(error) !== 403) throw error;
    throw new GitHubPermissionError(what, permission, error instanceof Error ? error.message : "no reason given");
  }
}

/** HTTP status of an error of octokit; undefined for any other error. */
export function statusOf(error: unknown): number | undefined {
  const result = z.object({ status: z.number() }).safeParse(error);
  return result.success ? result.data.status : undefined;
}

function silent(): void {
  // Nothing is printed.
}
