import { readFileSync } from "node:fs";
import { z } from "zod";
import type { WorkflowRun } from "../comment/comment-header";
import type { GitHubOptions } from "./github-client";

const text = z.string({ error: "is not set: run this in GitHub Actions, or set it" }).min(1, "is empty");

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
const environmentSchema = z.object({
  GITHUB_TOKEN: text,
  GITHUB_API_URL: text,
  GITHUB_REPOSITORY: text,
  GITHUB_RUN_ID: z.coerce.number().int(),
  GITHUB_RUN_NUMBER: z.coerce.number().int(),
  GITHUB_RUN_ATTEMPT: z.coerce.number().int(),
});

const eventSchema = z.union([
  z
    .object({ pull_request: z.object({ number: z.number().int(), head: z.object({ sha: z.string() }) }) })
    .transform(({ pull_request: { number, head } }) => ({ pullRequest: number, headCommit: head.sha })),
  z
    .object({ merge_group: z.object({ head_sha: z.string() }) })
    .transform(({ merge_group: { head_sha: headCommit } }) => ({ pullRequest: undefined, headCommit })),
]);

type Variables = Readonly<Record<string, string | undefined>>;

/** What GitHub Actions tells a job. */
export interface ActionsEnvironment extends GitHubOptions {
  readonly run: WorkflowRun;
}

/** @throws Error naming every variable that is missing or wrong */
export function readActionsEnvironment(variables: Variables): ActionsEnvironment {
  const result = environmentSchema.safeParse(variables);
  if (!result.success) {
    const problems = result.error.issues.map(({ path, message }) => `  ${path.join(".")} ${message}`);
    throw new Error(`The environment of this job is not complete:\n${problems.join("\n")}`);
  }
  const { data } = result;
  return {
    token: data.GITHUB_TOKEN,
    baseUrl: data.GITHUB_API_URL,
    repository: data.GITHUB_REPOSITORY,
    run: { id: data.GITHUB_RUN_ID, number: data.GITHUB_RUN_NUMBER, attempt: data.GITHUB_RUN_ATTEMPT },
  };
}

/** What a job runs for. */
export interface ActionsEvent {
  /** Number of the pull request. @default - none: a merge group, a run that a person started */
  readonly pullRequest?: number;
  /** Commit that a person pushed; of a pull request its head, and not the merge that was checked out. */
  readonly headCommit: string;
  /** Commit and ref that were checked out, by which code scanning knows where findings belong. */
  readonly commit: string;
  readonly ref: string;
}

/**
 * Reads the event of a job: that of a pull request or a merge group; of any other, what was checked out.
 *
 * @throws Error when this is no job of GitHub Actions
 */
export function readEvent(variables: Variables): ActionsEvent {
  const { GITHUB_EVENT_PATH: file, GITHUB_SHA: commit = "", GITHUB_REF: ref = "" } = variables;
  if (file === undefined || file === "") {
    throw new Error("GITHUB_EVENT_PATH is not set: run this in GitHub Actions.");
  }
  const event = eventSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  return { ...(event.success ? event.data : { headCommit: commit }), commit, ref };
}
