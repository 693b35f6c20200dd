import type { Colors } from "picocolors/types";
import { ACKNOWLEDGEMENTS_FILE, entriesToAdd, whyStale } from "../acknowledgements";
import { costSums } from "../costs/cost-lines";
import type { Review, ReviewedFinding, Severity, Topic } from "../review";
import { openWarnings, verdictText } from "../verdict";
import { visibleLine as visible } from "./visible-text";

const TOPICS: readonly { readonly topic: Topic; readonly title: string }[] = [
  { topic: "data", title: "Data at risk" },
  { topic: "access", title: "Access" },
  { topic: "operation", title: "Operation" },
  { topic: "cost", title: "Cost" },
  { topic: "note", title: "Notes" },
];

/** Resources that are listed; what changes in each is in review.md. */
const MOST_LISTED = 40;

/** The review as a terminal shows it: verdict first, all findings, and which resources change. */
export function writeTerminal(review: Review, colors: Colors): string {
  const isWarned = openWarnings(review).length > 0;
  const isRefused = review.verdict === "objection" || review.verdict === "incomplete";
  const title = isRefused ? colors.red : isWarned ? colors.yellow : colors.green;
  const blocks = [
    colors.bold(title(visible(verdictText([review])))),
    ...errorList(review, colors),
    ...TOPICS.flatMap(({ topic, title: name }) => {
      const findings = review.findings.filter((finding) => finding.topic === topic);
      const sums = topic === "cost" ? costSums(review.costs).map((sum) => `  ${visible(sum)}`) : [];
      if (findings.length === 0 && sums.length === 0) return [];
      return [[colors.bold(name), ...findings.map((finding) => findingText(finding, colors)), ...sums].join("\n")];
    }),
    ...changeList(review, colors),
    ...review.staleAcknowledgements.map((stale) => {
      const { check, address, expires, by } = stale.acknowledgement;
      return visible(`Acknowledgement of ${check} of ${address}, by ${by} until ${expires}: it ${whyStale(stale)}.`);
    }),
    ...acceptance(review, colors),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** What a person who accepts would add, to be copied. */
function acceptance(review: Review, colors: Colors): readonly string[] {
  const entries = entriesToAdd(review);
  if (entries.length === 0) return [];
  const title = `To accept, add to ${ACKNOWLEDGEMENTS_FILE}, with the reason, the last day and who you are`;
  return [[colors.bold(title), entries.map((entry) => `  ${visible(entry)}`).join(",\n")].join("\n")];
}

/** Terraform's own words: without them nobody knows what to mend. */
function errorList({ verdict, errors }: Review, colors: Colors): readonly string[] {
  if (verdict !== "incomplete") return [];
  const lines = errors.flatMap(({ address, message }) => [
    ...(address === undefined ? [] : [`  ${colors.dim(visible(address))}`]),
    ...message.split("\n").map((line) => `  ${visible(line)}`),
  ]);
  const unknown = ["  The plan's JSON does not say why: see what `terraform plan` printed."];
  return [[colors.bold("Terraform's errors"), ...(lines.length === 0 ? unknown : lines)].join("\n")];
}

function changeList({ changes }: Review, colors: Colors): readonly string[] {
  if (changes.length === 0) return [];
  const lines = changes.slice(0, MOST_LISTED).map(({ kind, address, previousAddress, imported }) => {
    const from = previousAddress === undefined ? "" : `, which was ${previousAddress}`;
    const taken = imported === true && kind !== "import" ? ", imported" : "";
    return `  ${kind.padEnd(7)} ${visible(`${address}${from}${taken}`)}`;
  });
  const rest = changes.length - lines.length;
  return [[colors.bold("Changes"), ...lines, ...(rest === 0 ? [] : [`  and ${rest} more`])].join("\n")];
}

function findingText(finding: ReviewedFinding, colors: Colors): string {
  const { severity, summary, address, constructPath, data, evidence, remedy, acknowledgement } = finding;
  const mark = severityMark(severity, colors);
  const lines = [
    `  ${mark} ${colors.bold(visible(summary))}`,
    colors.dim(visible([address, constructPath].filter(Boolean).join("  "))),
    ...(data === undefined
      ? []
      : [`holds: ${visible(data.holds)}`, `lost: ${visible(data.lost)}`, `recovery: ${visible(data.recovery)}`]),
    ...evidence.map(({ attribute, before, after }) =>
      visible(`${attribute}: ${before === undefined ? "" : `${before} → `}${after ?? "not set"}`),
    ),
    `instead: ${visible(remedy)}`,
    ...(acknowledgement === undefined
      ? []
      : [
          colors.green(
            visible(`accepted by ${acknowledgement.by} until ${acknowledgement.expires}: ${acknowledgement.reason}`),
          ),
        ]),
  ];
  return lines.join("\n      ");
}

function severityMark(severity: Severity, colors: Colors): string {
  switch (severity) {
    case "block":
      return colors.red("block ");
    case "warn":
      return colors.yellow("warn  ");
    case "inform":
      return colors.cyan("inform");
  }
}
