import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import type { CostLine } from "../review";
import { COST_ITEMS, type CostItem } from "./cost-items";

/**
 * What the plan changes in the monthly bill, a line for each item. Capacity and assumed usage are lines of their own; what
 * neither the plan nor the declared traffic say stays undefined.
 */
export function costLines(plan: PlanUnderReview): CostLine[] {
  return plan.changed.filter(({ deposed }) => deposed === undefined).flatMap((change) => linesOf(plan, change));
}

function linesOf(plan: PlanUnderReview, change: ResourceChange): CostLine[] {
  const itemsOf = COST_ITEMS[change.type];
  if (itemsOf === undefined) return [];
  // The declared traffic is that of the one stream; of two, nobody knows which carries how much.
  const traffic = plan.ofType(change.type).length === 1 ? plan.profile.traffic : undefined;
  const before = isThere(change.before) ? itemsOf(change.before, traffic) : [];
  const after = isThere(change.after) ? itemsOf(change.after, traffic) : [];
  const items = [...new Set([...before, ...after].map(({ item }) => item))];
  return items.flatMap((item) => line(change.address, find(before, item), find(after, item)));
}

/** A line where the item comes, goes, or is counted in another way. */
function line(address: string, before: CostItem | undefined, after: CostItem | undefined): CostLine[] {
  const current = after ?? before;
  if (current === undefined || (before?.note === after?.note && before?.dollars === after?.dollars)) return [];
  const { item, basis, price } = current;
  const unknown = before?.dollars === undefined && after?.dollars === undefined;
  const note = unknown && before && after ? `before: ${before.note}; after: ${after.note}` : current.note;
  return [
    {
      address,
      item,
      basis,
      // What is not there costs nothing; that is known.
      before: before === undefined ? 0 : before.dollars,
      after: after === undefined ? 0 : after.dollars,
      note: `${note}; ${price.region}, price of ${price.asOf}`,
    },
  ];
}

function find(items: readonly CostItem[], name: string): CostItem | undefined {
  return items.find(({ item }) => item === name);
}

function isThere(values: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(values).length > 0;
}

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
