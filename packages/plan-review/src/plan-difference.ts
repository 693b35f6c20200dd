import { visibleLine } from "./output/visible-text";
import { UNKNOWN } from "./plan/sensitive-values";
import type { Evidence, Review, ReviewedChange, ReviewedFinding } from "./review";

/** What an apply does beside the changes of resources. */
const BESIDE_RESOURCES = ["code-executed", "output-changed"];

/**
 * What a plan does differently than the reviewed one, as lines for people.
 *
 * @returns empty when both do the same in every change; never empty when they do not
 */
export function planDifference(reviewed: Review, planned: Review): readonly string[] {
  if (reviewed.planHash === planned.planHash) return [];
  const lines = [
    ...compared(reviewed.changes, planned.changes, changeTitle, changeDifference),
    ...compared(beside(reviewed), beside(planned), findingTitle, (before, after) => evidenceDifference(before, after)),
  ];
  const unlisted =
    "  in what a review does not list: why something is replaced, or an attribute that is the same before and after";
  return lines.length === 0 ? [unlisted] : lines.map(visibleLine);
}

/** Pairs what is at the same address, and says what is in one list only, or not the same in both. */
function compared<Item extends { readonly address: string }>(
  reviewed: readonly Item[],
  planned: readonly Item[],
  title: (item: Item) => string,
  differences: (before: Item, after: Item) => readonly string[],
): string[] {
  const at = (items: readonly Item[], address: string) => items.filter((item) => item.address === address);
  const addresses = new Set([...reviewed, ...planned].map(({ address }) => address));
  return [...addresses].flatMap((address) => {
    const [before, after] = [at(reviewed, address), at(planned, address)];
    const [first, second] = [before[0], after[0]];
    if (first === undefined || second === undefined || before.length > 1 || after.length > 1) {
      const [then, now] = [before.map(title), after.map(title)];
      return [
        ...then.filter((text) => !now.includes(text)).map((text) => `  no longer: ${text}`),
        ...now.filter((text) => !then.includes(text)).map((text) => `  new: ${text}`),
      ];
    }
    const lines = differences(first, second);
    return lines.length === 0 ? [] : [`  other: ${title(second)}`, ...lines.map((line) => `      ${line}`)];
  });
}

function changeTitle({ kind, address, previousAddress }: ReviewedChange): string {
  return `${kind} ${address}${previousAddress === undefined ? "" : `, which was ${previousAddress}`}`;
}

function changeDifference(before: ReviewedChange, after: ReviewedChange): readonly string[] {
  const [then, now] = [changeTitle(before), changeTitle(after)];
  return [
    ...(then === now ? [] : [`reviewed as: ${then}`]),
    ...attributeDifference(before.attributes, after.attributes),
  ];
}

function beside({ findings }: Review): readonly ReviewedFinding[] {
  return findings.filter(({ check }) => BESIDE_RESOURCES.includes(check));
}

function findingTitle({ check, address, summary }: ReviewedFinding): string {
  return `${check} ${address}: ${summary}`;
}

function evidenceDifference(before: ReviewedFinding, after: ReviewedFinding): readonly string[] {
  const summary = before.summary === after.summary ? [] : [`reviewed: ${before.summary}`];
  return [...summary, ...attributeDifference(before.evidence, after.evidence)];
}

function attributeDifference(before: readonly Evidence[], after: readonly Evidence[]): readonly string[] {
  const attributes = new Set([...before, ...after].map(({ attribute }) => attribute));
  return [...attributes].flatMap((name) => {
    const [then, now] = [valuesOf(before, name), valuesOf(after, name)];
    // What the apply will find out is new, whatever it was.
    const isFound = [then, now].every((text) => text.endsWith(` → ${UNKNOWN}`));
    return then === now || isFound ? [] : [`${name}: reviewed ${then}, now ${now}`];
  });
}

function valuesOf(evidence: readonly Evidence[], name: string): string {
  const found = evidence.filter(({ attribute }) => attribute === name);
  return found.length === 0
    ? "left as it is"
    : found.map(({ before, after }) => `${before ?? "not set"} → ${after ?? "not set"}`).join("; ");
}
