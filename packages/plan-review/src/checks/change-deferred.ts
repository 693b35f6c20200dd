import type { PlanUnderReview } from "../plan/plan-under-review";
import type { Check, Observation } from "./check";

/** Terraform's words for why, and what they mean. */
const REASONS: Readonly<Record<string, string>> = {
  absent_prereq: "something that it needs is not there yet",
  deferred_prereq: "something that it needs is deferred, too",
  instance_count_unknown: "how many there will be is known after the apply only",
  provider_config_unknown: "its provider's settings are known after the apply only",
  resource_config_unknown: "its own settings are known after the apply only",
};

/**
 * Terraform has left something for a later plan: nobody can review it now, and the apply does not do it.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation "complete", "deferred_changes"
 */
export const changeDeferred: Check = {
  id: "change-deferred",
  observe: ({ json }: PlanUnderReview) => {
    const deferred = [
      ...json.deferred_changes.map(({ reason, resource_change: change }) => observation(change?.address, reason)),
      ...json.deferred_action_invocations.map(({ reason, action_invocation: invocation }) =>
        observation(invocation?.address, reason),
      ),
    ];
    if (deferred.length > 0 || json.errored || json.complete !== false) return deferred;
    return [
      {
        ...observation(),
        summary: "Does not plan all: `-target` limited it, or Terraform needs another plan after this one.",
      },
    ];
  },
};

function observation(address = "(plan)", reason?: string): Observation {
  const why = reason === undefined ? "" : `: ${REASONS[reason] ?? reason}`;
  return {
    severity: "warn",
    topic: "operation",
    address,
    summary: `Is left for a later plan${why}.`,
    evidence: [],
    remedy: "Plan again after the apply, and have that plan reviewed: this one does not say what it will do.",
  };
}
