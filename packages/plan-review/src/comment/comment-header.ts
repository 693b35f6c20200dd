import { z } from "zod";
import type { Review } from "../review";

const MARKER = "event-lake-plan-review";
const HEADER = new RegExp(`^<!-- ${MARKER} (\\{.*\\}) -->`, "u");

const runSchema = z.object({
  /** GITHUB_RUN_ID: grows with every run of a repository. */
  id: z.number().int(),
  /** GITHUB_RUN_NUMBER, which people see. */
  number: z.number().int(),
  /** GITHUB_RUN_ATTEMPT: a run that is started again keeps its id. */
  attempt: z.number().int(),
});

const headerSchema = z.object({
  version: z.literal(1),
  stacks: z.array(z.object({ stack: z.string(), planHash: z.string() })),
  /** Commit that was planned; absent on a laptop. */
  headCommit: z.string().optional(),
  run: runSchema.optional(),
  /** True when something had to be left out of the comment. */
  truncated: z.boolean(),
  /** True when a later run found nothing to change any more. */
  resolved: z.boolean(),
});

/** The run of a workflow that wrote a comment. */
export type WorkflowRun = z.infer<typeof runSchema>;

/** What a comment says of itself to programs, invisible to people. */
export type CommentHeader = z.infer<typeof headerSchema>;

export function commentHeader(
  reviews: readonly Review[],
  rest: Pick<CommentHeader, "headCommit" | "run" | "truncated" | "resolved">,
): CommentHeader {
  return { version: 1, stacks: reviews.map(({ stack, planHash }) => ({ stack, planHash })), ...rest };
}

/** The header as an HTML comment, in one line. */
export function writeHeader(header: CommentHeader): string {
  // JSON knows escapes for everything that could end an HTML comment, or that is not to be seen.
  const json = JSON.stringify(header).replace(
    /[<>\u007f-\uffff]|-(?=-)/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `<!-- ${MARKER} ${json} -->`;
}

/** @returns undefined when the text is not a comment of ours, or of a version that this one cannot read */
export function readHeader(text: string): CommentHeader | undefined {
  const json = HEADER.exec(text)?.[1];
  if (json === undefined) return undefined;
  try {
    return headerSchema.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** True when the text begins as every version of our comments does. */
export function hasMarker(text: string): boolean {
  return text.startsWith(`<!-- ${MARKER} `);
}

/** True when `other` was written by a run that began after `run`. */
export function isNewer(other: WorkflowRun, run: WorkflowRun): boolean {
  return other.id === run.id ? other.attempt > run.attempt : other.id > run.id;
}
