import type { Review, ReviewedFinding, Verdict } from "./review";

/**
 * What a reviewer shall do, in one sentence: all that many of them read. No markdown.
 *
 * @param unplanned stacks of which there is no review, because they could not be planned
 */
export function verdictText(reviews: readonly Review[], unplanned: readonly string[] = []): string {
  const stacks = (filtered: readonly Review[]) => list(filtered.map(({ stack }) => stack));
  const objections = reviews.filter(({ verdict }) => verdict === "objection" || verdict === "incomplete");
  const incomplete = reviews.filter(({ verdict }) => verdict === "incomplete");
  const errored = reviews.filter((review) => review.errored && review.verdict !== "incomplete");
  const changed = reviews.filter(({ verdict }) => verdict !== "unchanged");

  if (errored.length > 0 || objections.length > 0 || unplanned.length > 0) {
    const losses = objections.flatMap(lossText);
    const refused = errored.length === 0 ? [] : [`Terraform refuses the plan of ${stacks(errored)}`];
    const unfinished = incomplete.length === 0 ? [] : [`Terraform could not finish the plan of ${stacks(incomplete)}`];
    const unknown = unplanned.length === 0 ? [] : [`${list(unplanned)} could not be planned`];
    return `${losses.length === 0 ? "Cannot be applied" : "Do not apply"}: ${[...losses, ...refused, ...unfinished, ...unknown].join("; ")}`;
  }
  const findings = reviews.flatMap((review) => review.findings);
  const accepted = findings.filter((finding) => finding.acknowledgement !== undefined).length;
  const warnings = reviews.flatMap(openWarnings).length;
  const warned = warnings === 0 ? [] : [count(warnings, "warning", "warnings")];
  if (changed.length === 0) return [`Nothing to change in ${stacks(reviews)}`, ...warned].join(", ");
  const resources = changed.reduce((sum, { changes }) => sum + changes.length, 0);
  const remarks = [
    `${count(resources, "resource changes", "resources change")} in ${stacks(changed)}`,
    ...warned,
    ...(accepted === 0 ? [] : [`${count(accepted, "finding", "findings")} accepted by acknowledgement`]),
  ];
  return `No objection: ${remarks.join(", ")}`;
}

/** The findings that stand in the way of an apply. */
export function openObjections({ findings }: Review): ReviewedFinding[] {
  return findings.filter(({ severity, acknowledgement }) => severity === "block" && acknowledgement === undefined);
}

/** What a reviewer should know and nobody has accepted: with one, a comment has no tick. */
export function openWarnings({ findings }: Review): ReviewedFinding[] {
  return findings.filter(({ severity, acknowledgement }) => severity === "warn" && acknowledgement === undefined);
}

function lossText(review: Review): string[] {
  const open = openObjections(review);
  const losing = new Set(open.filter(({ data }) => data !== undefined).map(({ address }) => address)).size;
  const others = open.filter(({ data }) => data === undefined).length;
  const parts = [
    ...(losing === 0 ? [] : [`${count(losing, "store", "stores")} would lose data`]),
    ...(others === 0 ? [] : [`${count(others, "finding needs", "findings need")} acknowledgement`]),
  ];
  const expired = review.staleAcknowledgements.filter(({ state }) => state === "expired").length;
  if (parts.length === 0 && expired > 0)
    parts.push(count(expired, "acknowledgement is past its day", "acknowledgements are past their day"));
  // An errored plan is an objection without a finding of its own; the caller says so.
  return parts.length === 0 ? [] : [`${parts.join(" and ")} in ${review.stack}`];
}

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

/** What `plan` and `review` end with, beside 1 for an error: a script tells them apart. */
export const EXIT_CODES: Readonly<Record<Verdict, number>> = { unchanged: 0, incomplete: 1, clear: 2, objection: 3 };

/** The exit code of several reviews: that of the worst, and an incomplete plan is worse than any other. */
export function exitCodeOf(reviews: readonly Review[]): number {
  if (reviews.some(({ verdict }) => verdict === "incomplete")) return EXIT_CODES.incomplete;
  return Math.max(...reviews.map(({ verdict }) => EXIT_CODES[verdict]));
}

export const EXIT_CODES_HELP = `
Exit codes:
  0  nothing to change
  1  error: there is no review, or Terraform could not finish the plan
  2  changes, and no objection
  3  needs acknowledgement, or prevent_destroy refuses the plan`;
