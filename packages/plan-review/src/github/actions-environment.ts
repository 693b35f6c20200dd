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

const eventSchema = z.object({
  pull_request: z.object({ number: z.number().int(), head: z.object({ sha: z.string() }) }),
});

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

/**
 * The pull request that a job runs for.
 *
 * @param file GITHUB_EVENT_PATH
 * @throws Error when the event is not one of a pull request
 */
export function readPullRequestEvent(file: string | undefined): {
  readonly number: number;
  readonly headCommit: string;
} {
  const event = eventSchema.safeParse(file === undefined ? undefined : JSON.parse(readFileSync(file, "utf8")));
  if (!event.success) {
    throw new Error("GITHUB_EVENT_PATH names no event of a pull request: run this in a workflow `on: pull_request`.");
  }
  const { number, head } = event.data.pull_request;
  return { number, headCommit: head.sha };
}
