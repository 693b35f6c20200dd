import { acknowledgementEntry, entriesToAdd, whyStale } from "../acknowledgements";
import { costSums, dollars } from "../costs/cost-lines";
import type { ChangeKind, Review, ReviewedChange, ReviewedFinding, Severity, StaleAcknowledgement } from "../review";
import { openWarnings } from "../verdict";
import { attributeItem, differenceLines } from "./attribute-lines";
import type { Part } from "./fit-sections";
import { code, codeInCell, codeInHtml, fence, plain, prose, shorten } from "./markdown-text";

const LONGEST_SHORT_TEXT = 160;
const MARKS: Readonly<Record<Severity, string>> = { block: "⛔", warn: "⚠️", inform: "ℹ️" };

/** A finding: what happens, what is lost, why it is thought so, what to do instead. */
export function findingPart(stack: string, finding: ReviewedFinding): Part {
  const { check, severity, summary, evidence, data, remedy, acknowledgement } = finding;
  const lines = [
    `${acknowledgement === undefined ? MARKS[severity] : "☑️"} **${prose(summary)}**\\`,
    place(stack, finding, code),
    "",
    ...(data === undefined
      ? []
      : [
          `- **Holds:** ${prose(data.holds)}`,
          `- **Lost:** ${prose(data.lost)}`,
          `- **Recovery:** ${prose(data.recovery)}`,
        ]),
    ...evidence.flatMap(attributeItem),
    `- **Instead:** ${prose(remedy)}`,
    ...(acknowledgement === undefined
      ? []
      : [
          `- **Accepted** by ${plain(acknowledgement.by)} until ${plain(acknowledgement.expires)}: ${prose(acknowledgement.reason)}`,
        ]),
  ];
  return { full: lines.join("\n"), short: shortLine(stack, finding), kind: check };
}

/** Why Terraform could not finish the plan, in its own words. */
export function errorParts({ stack, verdict, errors }: Review): Part[] {
  if (verdict !== "incomplete") return [];
  if (errors.length === 0) {
    const full = `${plain(stack)}: the plan's JSON does not say why. See what ${code("terraform plan")} printed.`;
    return [{ full, kind: "error" }];
  }
  return errors.map(({ address, message }) => {
    const where = [plain(stack), ...(address === undefined ? [] : [code(address)])].join(", ");
    const [summary = ""] = message.split("\n");
    return {
      full: [`${where}:`, "", ...fence(message.split("\n"), "")].join("\n"),
      short: `- ${where}: ${plain(shorten(summary, LONGEST_SHORT_TEXT))}`,
      kind: "error",
    };
  });
}

function shortLine(stack: string, { severity, address, summary, data, acknowledgement }: ReviewedFinding): string {
  const accepted = acknowledgement === undefined ? "" : ` (accepted by ${plain(shorten(acknowledgement.by, 40))})`;
  const what = shorten(data === undefined ? summary : data.lost, LONGEST_SHORT_TEXT);
  return `- ${MARKS[severity]} ${code(shorten(address, LONGEST_SHORT_TEXT))} in ${plain(shorten(stack, 80))}: ${prose(what)}${accepted}`;
}

/** What is most worth reading comes first, and is the last to be cut. */
const WORDS: Readonly<Record<ChangeKind, string>> = {
  delete: "deleted",
  replace: "replaced",
  forget: "forgotten",
  move: "moved",
  import: "imported",
  update: "updated",
  create: "created",
  read: "read",
  other: "other",
};
const ORDER = Object.values(WORDS);
/** Addresses that the one line of tags-only changes names. */
const MOST_NAMED = 8;

/** The resources that a plan changes by more than tags, each collapsed. */
export function changeParts({ stack, changes }: Review): Part[] {
  return changes
    .filter(({ cosmetic }) => !cosmetic)
    .sort((one, other) => ORDER.indexOf(WORDS[one.kind]) - ORDER.indexOf(WORDS[other.kind]))
    .map((change) => changePart(stack, change));
}

/** One line for all resources of which nothing but tags or a description changes; undefined when there is none. */
export function cosmeticLine({ changes }: Review): string | undefined {
  const cosmetic = changes.filter((change) => change.cosmetic);
  if (cosmetic.length === 0) return undefined;
  const named = cosmetic.slice(0, MOST_NAMED).map(({ address }) => code(address));
  const rest = cosmetic.length - named.length;
  return `Tags or descriptions only: ${named.join(", ")}${rest === 0 ? "" : ` and ${rest} more`}.`;
}

/** `1 replaced, 3 updated`; the kinds in the order of their weight. */
export function countKinds(changes: readonly ReviewedChange[]): string {
  const counts = ORDER.map((word) => ({ word, count: changes.filter(({ kind }) => WORDS[kind] === word).length }));
  const named = counts.filter(({ count }) => count > 0).map(({ word, count }) => `${count} ${word}`);
  return named.length === 0 ? "none" : named.join(", ");
}

function changePart(stack: string, change: ReviewedChange): Part {
  const { attributes } = change;
  const kind = WORDS[change.kind];
  const { previousAddress, imported } = change;
  const from = previousAddress === undefined ? "" : `, which was ${codeInHtml(previousAddress)}`;
  const taken = imported === true && change.kind !== "import" ? ", imported" : "";
  const what = `<b>${kind}</b> ${place(stack, change, codeInHtml)}${from}${taken}`;
  if (attributes.length === 0) return { full: `<p>${what}</p>`, kind };
  const lines = [
    `<details><summary>${what}</summary>`,
    "",
    ...fence(attributes.flatMap(differenceLines), "diff"),
    "",
    "</details>",
  ];
  return { full: lines.join("\n"), kind };
}

/** Sums first, then, collapsed, a table of what they are made of. */
export function costParts(reviews: readonly Review[]): Part[] {
  const lines = reviews.flatMap(({ stack, costs }) => costs.map((cost) => ({ stack, ...cost })));
  if (lines.length === 0) return [];
  const sums = costSums(lines)
    .map((sum) => `- ${plain(sum)}`)
    .join("\n");
  const rows = lines.map(
    ({ stack, address, item, basis, before, after, note }) =>
      `| ${codeInCell(address)}, ${plain(stack)} | ${plain(item)} | ${basis} | ${dollars(before)} → ${dollars(after)} | ${plain(note)} |`,
  );
  const table = [
    "<details><summary>What this is made of</summary>",
    "",
    "| Resource | Item | Basis | USD a month | Rests on |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    "</details>",
  ].join("\n");
  return [{ full: `${sums}\n\n${table}`, short: sums, kind: "cost-table" }];
}

/** Acknowledgements that hold no longer, or never held: what a person has to renew or take out of the file. */
export function staleParts(reviews: readonly Review[]): Part[] {
  const stale = reviews.flatMap(({ staleAcknowledgements }) => staleAcknowledgements);
  return ["expired", "too long", "outdated", "unmatched"].flatMap((wanted) =>
    stale.filter(({ state }) => state === wanted).map(stalePart),
  );
}

function stalePart(stale: StaleAcknowledgement): Part {
  const { stack, check, address, by, expires, reason } = stale.acknowledgement;
  const mark = stale.state === "expired" ? "⛔ " : "";
  return {
    full: `- **${mark}It ${whyStale(stale)}.** ${code(check)} of ${code(address)}, in ${plain(stack)}, by ${plain(by)} until ${plain(expires)}: ${prose(reason)}`,
    kind: "acknowledgement",
  };
}

/** The entries that a person who accepts the open findings would add, to be copied: first those that stand in the way. */
export function acceptanceParts(reviews: readonly Review[]): Part[] {
  const needed = reviews.flatMap(entriesToAdd);
  const known = new Set(needed);
  const warnings = reviews
    .flatMap((review) => openWarnings(review).map((finding) => acknowledgementEntry(review.stack, finding)))
    .filter((entry) => !known.has(entry));
  const parts = needed.length === 0 ? [] : [entriesPart(needed)];
  return warnings.length === 0 ? parts : [...parts, entriesPart(warnings, "Warnings, which nobody has to accept:\n\n")];
}

function entriesPart(entries: readonly string[], heading = ""): Part {
  return { full: `${heading}${fence(entries.join(",\n").split("\n"), "json").join("\n")}`, kind: "acceptance" };
}

/** Address and construct path; the stack, where nothing else says it. */
function place(
  stack: string,
  { address, constructPath }: { readonly address: string; readonly constructPath?: string },
  write: (text: string) => string,
): string {
  return [address, constructPath ?? stack].map(write).join(" · ");
}
