import { z } from "zod";
import { codeInCell, fence, plain } from "../comment/markdown-text";
import { commentsOf } from "./own-comments";
import { permitted, type GitHubRepository } from "./github-client";

const resultSchema = z.strictObject({
  version: z.literal(1),
  stack: z.string(),
  /** `refused`: the plan was another than the reviewed one, or not acknowledged. `failed`: the apply ended with an error. */
  outcome: z.enum(["applied", "unchanged", "refused", "failed"]),
  /** Resources that were changed. */
  changed: z.number().int().optional(),
  /** Why it was refused; nothing of what Terraform or a service said, which may be secret. */
  reason: z.string().optional(),
});

/** What became of one stack: travels from the job that applies to the comment of the pull request. */
export type ApplyResult = z.infer<typeof resultSchema>;

/** @throws Error when the text is no result of version 1 */
export function readApplyResult(text: string, file: string): ApplyResult {
  const result = resultSchema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  throw new Error(`${file} is not the result of an apply:\n${z.prettifyError(result.error)}`);
}

const MARKER = "<!-- event-lake-apply -->";

export interface ApplyReport {
  readonly results: readonly ApplyResult[];
  /** Stacks that were not come to, since one before them was not applied. */
  readonly notReached: readonly string[];
  /** Run that applied, as people see it. */
  readonly run: number;
}

/** What became of a merge, stack by stack, and what to do about what was not applied. */
export function writeApplyReport({ results, notReached, run }: ApplyReport): string {
  const open = results.filter(({ outcome }) => outcome === "refused" || outcome === "failed");
  const done = open.length === 0 && notReached.length === 0;
  const refused = open.filter(({ outcome }) => outcome === "refused");
  return [
    MARKER,
    `## ${done ? "✅ Applied" : `⛔ Not applied: ${[...open.map(({ stack }) => stack), ...notReached].map(plain).join(", ")}`}`,
    [
      "| Stack | Apply |",
      "| --- | --- |",
      ...results.map((result) => `| ${plain(result.stack)} | ${outcomeText(result)} |`),
      ...notReached.map((stack) => `| ${plain(stack)} | not come to |`),
    ].join("\n"),
    ...refused.map(({ stack, reason = "" }) =>
      [`### ${plain(stack)}`, "", ...fence(reason.split("\n"), "text")].join("\n"),
    ),
    ...(done ? [] : [NEXT]),
    `<sub>run ${run}</sub>\n`,
  ].join("\n\n");
}

const NEXT =
  "What to do: mend the cause and open a pull request; or plan what is merged again (Actions, Pull request, Run workflow on the branch), read its summary, and deploy that run (Actions, Deploy, Run workflow, with its run id).";

function outcomeText({ outcome, changed = 0 }: ApplyResult): string {
  const texts = {
    applied: `**applied**, ${changed} ${changed === 1 ? "resource" : "resources"} changed`,
    unchanged: "nothing was left to change",
    refused: "**refused**: not what was reviewed",
    failed: `**failed**: see the log of the run, then ${codeInCell("plan again")}`,
  };
  return texts[outcome];
}

/**
 * Says in the pull request what became of its merge, in one comment that a later run edits.
 *
 * @throws GitHubPermissionError when the token may not comment
 */
export async function publishApplyReport(
  github: GitHubRepository,
  pullRequest: number,
  report: ApplyReport,
): Promise<"created" | "updated"> {
  const { octokit, owner, repo } = github;
  const [existing] = await commentsOf(github, pullRequest, (body) => body.startsWith(MARKER));
  const body = writeApplyReport(report);
  await permitted("comment on the pull request", "pull-requests: write", async () => {
    if (existing === undefined)
      await octokit.rest.issues.createComment({ owner, repo, issue_number: pullRequest, body });
    else await octokit.rest.issues.updateComment({ owner, repo, comment_id: existing.id, body });
  });
  return existing === undefined ? "created" : "updated";
}
