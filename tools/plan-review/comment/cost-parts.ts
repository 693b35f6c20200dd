import type { CostLine, Review } from "../review";
import type { Part } from "./fit-sections";
import { codeInCell, plain } from "./markdown-text";

const BASES = ["capacity", "assumed usage"] as const;
const TITLES: Readonly<Record<CostLine["basis"], string>> = { capacity: "Capacity", "assumed usage": "Assumed usage" };

/** Sums first, one line for capacity and one for assumed usage, then a table of what they are made of. */
export function costParts(reviews: readonly Review[]): Part[] {
  const lines = reviews.flatMap(({ stack, costs }) => costs.map((cost) => ({ stack, ...cost })));
  if (lines.length === 0) return [];
  const sums = BASES.flatMap((basis) => {
    const ofBasis = lines.filter((line) => line.basis === basis);
    return ofBasis.length === 0 ? [] : [`- **${TITLES[basis]}:** ${sumText(ofBasis)}`];
  }).join("\n");
  const rows = lines.map(
    ({ stack, address, item, basis, before, after, note }) =>
      `| ${codeInCell(address)} in ${plain(stack)} | ${plain(item)} | ${basis} | ${dollars(before)} | ${dollars(after)} | ${plain(note)} |`,
  );
  const table = [
    "| Resource | Item | Basis | Before, USD a month | After, USD a month | Rests on |",
    "| --- | --- | --- | ---: | ---: | --- |",
    ...rows,
  ].join("\n");
  return [{ full: `${sums}\n\n${table}`, short: sums, kind: "cost-table" }];
}

/** Known figures summed, how many are unknown beside them: an unknown is never taken for nothing. */
export function sumText(lines: readonly CostLine[]): string {
  const known = lines.filter(({ before, after }) => before !== undefined && after !== undefined);
  const unknown = lines.length - known.length;
  if (known.length === 0) return "unknown";
  const before = known.reduce((sum, line) => sum + (line.before ?? 0), 0);
  const after = known.reduce((sum, line) => sum + (line.after ?? 0), 0);
  const difference = after - before;
  const text = `${dollars(before)} → ${dollars(after)} USD a month (${difference < 0 ? "−" : "+"}${dollars(Math.abs(difference))})`;
  return unknown === 0 ? text : `${text}, and ${unknown} unknown`;
}

/** US dollars with cents, `unknown` when there is no figure. */
export function dollars(amount: number | undefined): string {
  return amount === undefined ? "unknown" : amount.toFixed(2);
}
