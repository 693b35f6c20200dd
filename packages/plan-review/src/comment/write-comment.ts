import type { Review, Topic } from "../review";
import { openObjections, openWarnings, verdictText } from "../verdict";
import { type WorkflowRun, commentHeader, writeHeader } from "./comment-header";
import {
  acceptanceParts,
  changeParts,
  cosmeticLine,
  costParts,
  countKinds,
  errorParts,
  findingPart,
  staleParts,
} from "./comment-parts";
import { type Part, type Section, fitSections } from "./fit-sections";
import { codeInCell, codeInHtml, codePoints, plain } from "./markdown-text";

/**
 * Code points of the longest comment. GitHub refuses more than 65,536.
 * @see https://github.com/orgs/community/discussions/27190
 */
export const LONGEST_COMMENT = 60_000;

export interface CommentOptions {
  /** Commit that was planned. */
  readonly headCommit?: string;
  /** Run that wrote it. */
  readonly run?: WorkflowRun;
  /** Where everything is that had no room: `artefact plan-review of this run`. */
  readonly everything: string;
  /** Document that says how to read a review: `docs/plan-review.md`. @default - none is named */
  readonly guide?: string;
  /** Stacks of which there is no review, because they could not be planned. @default - none */
  readonly unplanned?: readonly string[];
  /** Deployments of the same stacks that have not ended: what they change is not in these plans. @default - none */
  readonly pending?: readonly { readonly number: number; readonly title: string }[];
  /** True when nothing changes any more and the comment takes the place of one with changes. @default false */
  readonly resolves?: boolean;
  /** Code points. @default 60,000 */
  readonly limit?: number;
}

export interface Comment {
  readonly text: string;
  /** True when something had no room. */
  readonly truncated: boolean;
}

const TITLES: Readonly<Record<Topic, string>> = {
  data: "Data at risk",
  access: "Access",
  operation: "Operation",
  cost: "Cost",
  note: "Notes",
};

/** One comment for all stacks of a pull request: verdict, data at risk, then the rest by its weight. */
export function writeComment(reviews: readonly Review[], options: CommentOptions): Comment {
  const { limit = LONGEST_COMMENT, everything, headCommit, run, unplanned = [], resolves: resolved = false } = options;
  const head = (truncated: boolean, omitted: number) =>
    [
      writeHeader(commentHeader(reviews, { headCommit, run, truncated, resolved })),
      `## ${mark(reviews, unplanned)} ${plain(verdictText(reviews, unplanned))}`,
      ...(resolved ? ["An earlier commit of this pull request had changes; this one has none."] : []),
      ...pendingNote(options.pending ?? []),
      ...(truncated ? [truncationNote(omitted, everything)] : []),
      stackTable(reviews, unplanned),
    ].join("\n\n");
  const foot = footer(options);
  const room = limit - codePoints(head(true, Number.MAX_SAFE_INTEGER)) - codePoints(foot) - 2;
  const { text, truncated, omitted } = fitSections(sections(reviews), room);
  return { text: `${head(truncated, omitted)}${text === "" ? "" : `\n\n${text}`}${foot}`, truncated };
}

/** Also of what waits for an approval: the plan was made before it is applied. */
function pendingNote(pending: NonNullable<CommentOptions["pending"]>): string[] {
  if (pending.length === 0) return [];
  const runs = pending.map(({ number, title }) => `run ${number} (${plain(title)})`);
  return [
    `⏳ **Not yet deployed: ${runs.join(", ")}.** What ${pending.length === 1 ? "it changes" : "they change"} is not in these plans. The apply plans again, and stops when it would do anything else than what stands here.`,
  ];
}

function truncationNote(omitted: number, everything: string): string {
  const what = omitted === 0 ? "some findings have one line only" : `${omitted} findings and resources are left out`;
  return `**This plan is too long for a comment: ${what}.** Everything is in ${plain(everything)}.`;
}

function footer({ headCommit, run, guide }: CommentOptions): string {
  const parts = [
    ...(headCommit === undefined ? [] : [`Commit ${plain(headCommit.slice(0, 12))}`]),
    ...(run === undefined ? [] : [`run ${run.number}`]),
    ...(guide === undefined ? [] : [`${plain(guide)} says how to read this`]),
  ];
  return parts.length === 0 ? "\n" : `\n\n<sub>${parts.join(" · ")}</sub>\n`;
}

/** Data first, then what a person has accepted; resources get the room that is left. */
function sections(reviews: readonly Review[]): Section[] {
  const open = (topic: Topic) => findingParts(reviews, topic);
  const accepted = reviews.flatMap(({ stack, findings }) =>
    findings.filter(({ acknowledgement }) => acknowledgement !== undefined).map((one) => findingPart(stack, one)),
  );
  return [
    { heading: "### Terraform could not finish the plan", parts: reviews.flatMap(errorParts), priority: 0 },
    { heading: `### ${TITLES.data}`, parts: open("data"), priority: 0 },
    { heading: `### ${TITLES.access}`, parts: open("access"), priority: 2 },
    { heading: `### ${TITLES.operation}`, parts: open("operation"), priority: 3 },
    { heading: `### ${TITLES.cost}`, parts: [...open("cost"), ...costParts(reviews)], priority: 4 },
    { heading: "### Acknowledged", parts: accepted, priority: 1 },
    { heading: "### Acknowledgements to renew or remove", parts: staleParts(reviews), priority: 5 },
    { heading: `### ${TITLES.note}`, parts: open("note"), priority: 6 },
    {
      heading:
        "<details><summary>To accept a finding, add its line to <code>plan-acknowledgements.json</code>, with the reason, the last day and who you are</summary>",
      parts: acceptanceParts(reviews),
      closing: "</details>",
      priority: 7,
      dispensable: true,
    },
    ...reviews.map((review, index) => resourceSection(review, 8 + index)),
  ];
}

function findingParts(reviews: readonly Review[], topic: Topic): Part[] {
  return reviews.flatMap(({ stack, findings }) =>
    findings
      .filter((finding) => finding.topic === topic && finding.acknowledgement === undefined)
      .map((finding) => findingPart(stack, finding)),
  );
}

function resourceSection(review: Review, priority: number): Section {
  const cosmetic = cosmeticLine(review);
  return {
    heading: `<details><summary>All changes of ${codeInHtml(review.stack)}: ${countKinds(review.changes)}</summary>`,
    parts: [...changeParts(review), ...(cosmetic === undefined ? [] : [{ full: cosmetic, kind: "tags-only" }])],
    closing: "</details>",
    priority,
  };
}

function stackTable(reviews: readonly Review[], unplanned: readonly string[]): string {
  const rows = reviews.map((review) => {
    const open = openObjections(review).length;
    const states = {
      unchanged: "nothing to change",
      incomplete: "**incomplete**",
      clear: "no objection",
      objection: review.errored ? "**refused by Terraform**" : `**${open} to acknowledge**`,
    };
    const state = states[review.verdict];
    return `| ${plain(review.stack)} | ${state} | ${countKinds(review.changes)} | ${codeInCell(review.planHash.slice(0, 12))} |`;
  });
  rows.push(...unplanned.map((stack) => `| ${plain(stack)} | **no plan**: see the run | unknown | |`));
  return ["| Stack | Verdict | Changes | Plan |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function mark(reviews: readonly Review[], unplanned: readonly string[]): string {
  if (unplanned.length > 0) return "⛔";
  if (reviews.some(({ errored, verdict }) => errored || verdict === "objection")) return "⛔";
  return reviews.some((review) => openWarnings(review).length > 0) ? "⚠️" : "✅";
}
