import type { ChangeKind, Review, ReviewedChange } from "../review";
import { differenceLines } from "./attribute-lines";
import type { Part } from "./fit-sections";
import { code, fence } from "./markdown-text";
import { placeHtml } from "./place";

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
  const what = `<b>${kind}</b> ${placeHtml({ stack, ...change })}`;
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
