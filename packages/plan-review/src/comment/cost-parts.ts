import { costSums, dollars } from "../cost-sums";
import type { Review } from "../review";
import type { Part } from "./fit-sections";
import { codeInCell, plain } from "./markdown-text";

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
