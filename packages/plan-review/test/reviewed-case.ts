import { readFileSync } from "node:fs";
import path from "node:path";
import { reviewPlan } from "../src/review-plan";
import type { Acknowledgement, Review } from "../src/review";
import { SAMPLE_PROFILE } from "../fixtures/cases/sample-profile";
import type { PlanCase } from "../fixtures/cases/plan-case";

const PLANS = path.join(__dirname, "../fixtures/plans");

/** The committed plan of a case, parsed. */
export function planOf({ name }: Pick<PlanCase, "name">): unknown {
  return JSON.parse(readFileSync(path.join(PLANS, `${name}.json`), "utf8"));
}

/** Reviews a case's plan with its code before, where it is given, and after as base and head synth. */
export function reviewCase(
  planCase: Pick<PlanCase, "name" | "after"> & { readonly before?: PlanCase["before"] },
  acknowledgements: readonly Acknowledgement[] = [],
): Review {
  return reviewPlan({
    plan: planOf(planCase),
    stack: "event-lake-dev",
    head: planCase.after,
    base: planCase.before,
    acknowledgements,
    profile: SAMPLE_PROFILE,
    today: "2026-01-15",
  });
}
