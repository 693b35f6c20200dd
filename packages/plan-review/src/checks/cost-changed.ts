import { costLines } from "../costs/cost-lines";
import type { PlanUnderReview } from "../plan/plan-under-review";
import type { CostLine } from "../review";
import type { Check, Observation } from "./check";

/** Dollars a month more, from which a reviewer should know. */
const NOTEWORTHY_DOLLARS = 100;

/**
 * What exists already costs another sum a month than before. What is new or goes is in the table of costs; it is no
 * finding, unless it is dear.
 */
export const costChanged: Check = {
  id: "cost-changed",
  observe: (plan) => {
    const byAddress = new Map<string, CostLine[]>();
    for (const line of costLines(plan)) byAddress.set(line.address, [...(byAddress.get(line.address) ?? []), line]);
    return [...byAddress].flatMap(([address, lines]) => observation(plan, address, lines) ?? []);
  },
};

function observation(plan: PlanUnderReview, address: string, lines: readonly CostLine[]): Observation | undefined {
  const known = lines.flatMap(({ before, after }) =>
    before === undefined || after === undefined ? [] : [after - before],
  );
  const more = known.reduce((sum, dollars) => sum + dollars, 0);
  const noteworthy = more >= NOTEWORTHY_DOLLARS;
  const kind = plan.resource(address)?.kind;
  // Counted in another way, and the same sum.
  if (known.length === lines.length && Math.abs(more) < 0.005) return undefined;
  if ((kind === "create" || kind === "delete") && !noteworthy) return undefined;
  return {
    severity: noteworthy ? "warn" : "inform",
    topic: "cost",
    address,
    summary: summary(more, known.length, lines.length - known.length),
    evidence: lines.map(({ item, basis, before, after }) => ({
      attribute: `${item} (${basis}), dollars a month`,
      before: text(before),
      after: text(after),
    })),
    remedy: "The table of costs says what each figure rests on. If it is more than was meant, revert the change.",
  };
}

function summary(more: number, known: number, unknown: number): string {
  const direction = more < 0 ? "less" : "more";
  const sum = `Costs about $${Math.abs(more).toFixed(2)} a month ${direction} than before`;
  if (unknown === 0) return `${sum}.`;
  return known === 0
    ? "Costs another sum than before; how much is not in the plan."
    : `${sum}, and what is not in the plan.`;
}

function text(dollars: number | undefined): string {
  return dollars === undefined ? "(unknown)" : dollars.toFixed(2);
}
