import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import type { Check, Observation } from "./check";

/** The plan clears up after something: a tainted object, one that a failed replacement left behind, or a `-replace` by hand. */
export const damagedObject: Check = {
  id: "damaged-object",
  observe: (plan) => {
    const addresses = new Set(plan.resources.filter((change) => reasonOf(change)).map(({ address }) => address));
    return [...addresses].map((address) => observation(plan, address));
  },
};

function observation(plan: PlanUnderReview, address: string): Observation {
  const damaged = plan.resources.filter((change) => change.address === address && reasonOf(change));
  const reasons = damaged.flatMap((change) => reasonOf(change) ?? []);
  return {
    severity: "warn",
    topic: "operation",
    address,
    summary: reasons.map(({ summary }) => summary).join(" "),
    evidence: damaged.flatMap(({ deposed, actionReason }) => [
      ...(deposed === undefined ? [] : [{ attribute: "(deposed object)", before: deposed }]),
      ...(actionReason === undefined ? [] : [{ attribute: "(reason)", after: actionReason }]),
    ]),
    remedy: reasons.map(({ remedy }) => remedy).join(" "),
  };
}

function reasonOf({ deposed, actionReason, address, type }: ResourceChange) {
  if (deposed !== undefined) {
    return {
      summary: `Destroys the object ${deposed}, which an earlier replacement left behind.`,
      remedy: `Find out why that apply failed: the new ${type} may be incomplete.`,
    };
  }
  if (actionReason === "replace_because_tainted") {
    return {
      summary: "Replaces the resource because an earlier apply left it tainted, not because of this change.",
      remedy: `If it works, keep it: \`terraform untaint '${address}'\`.`,
    };
  }
  if (actionReason === "replace_by_request") {
    return {
      summary: "Replaces the resource because `-replace` asked for it, not because of this change.",
      remedy: "Plan without `-replace`, unless this is meant.",
    };
  }
  return undefined;
}
