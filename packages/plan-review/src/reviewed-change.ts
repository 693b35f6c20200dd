import type { PlanUnderReview } from "./plan/plan-under-review";
import type { ResourceChange } from "./plan/resource-change";
import type { ReviewedChange } from "./review";

/** Attributes of a creation or deletion that say nothing: they repeat the name, or the provider makes them up. */
const UNTOLD = /^(id|arn|tags_all|timeouts|owner_id)\b/;

/** A change as the comment's details show it. */
export function reviewedChange(change: ResourceChange, plan: PlanUnderReview): ReviewedChange {
  const { address, type, kind, cosmetic, differences } = change;
  const partial = kind !== "create" && kind !== "delete";
  return {
    address,
    type,
    constructPath: plan.constructPath(address),
    kind,
    cosmetic,
    attributes: partial
      ? differences
      : differences.filter(({ attribute, after }) => !UNTOLD.test(attribute) && after !== "(known after apply)"),
  };
}
