import type { CostLine } from "./review";

const BASES = ["capacity", "assumed usage"] as const;

/** What the priced changes come to, one line for capacity and one for assumed usage: they are never added up. */
export function costSums(lines: readonly CostLine[]): string[] {
  return BASES.flatMap((basis) => {
    const ofBasis = lines.filter((line) => line.basis === basis);
    return ofBasis.length === 0 ? [] : [`${basis === "capacity" ? "Capacity" : "Assumed usage"}: ${sum(ofBasis)}`];
  });
}

/** US dollars with cents, `unknown` when there is no figure. */
export function dollars(amount: number | undefined): string {
  return amount === undefined ? "unknown" : amount.toFixed(2);
}

/** Known figures summed, how many are unknown beside them: an unknown is never taken for nothing. */
function sum(lines: readonly CostLine[]): string {
  const known = lines.filter(({ before, after }) => before !== undefined && after !== undefined);
  const unknown = lines.length - known.length;
  if (known.length === 0) return "unknown";
  const before = known.reduce((total, line) => total + (line.before ?? 0), 0);
  const after = known.reduce((total, line) => total + (line.after ?? 0), 0);
  const difference = after - before;
  const text = `${dollars(before)} → ${dollars(after)} USD a month (${difference < 0 ? "−" : "+"}${dollars(Math.abs(difference))})`;
  return unknown === 0 ? text : `${text}, and ${unknown} unknown`;
}
