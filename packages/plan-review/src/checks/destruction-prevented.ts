import type { PlanUnderReview } from "../plan/plan-under-review";
import { renames } from "../plan/renames";
import type { ResourceChange } from "../plan/resource-change";
import type { Check } from "./check";

/**
 * `prevent_destroy` and a plan that destroys: either it stops the plan, which Terraform writes all the same, or it is
 * removed from the code together with what it protected. A rename is left to `construct-renamed`; what is lost is said by
 * `store-removed`.
 *
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy
 */
export const destructionPrevented: Check = {
  id: "destruction-prevented",
  observe: (plan) => {
    const renamed = new Set(renames(plan).map(({ removed }) => removed));
    return plan.resources
      .filter((change) => change.destroys && change.deposed === undefined && !renamed.has(change))
      .flatMap((change) => {
        const protection = protectionOf(change, plan);
        if (protection === undefined) return [];
        return [
          {
            severity: "block" as const,
            topic: "operation" as const,
            address: change.address,
            summary: protection.summary,
            evidence: [
              { attribute: "lifecycle.prevent_destroy", before: protection.before, after: protection.after },
              ...change.evidence(...change.causes),
            ],
            remedy: protection.remedy,
          },
        ];
      });
  },
};

function protectionOf(change: ResourceChange, plan: PlanUnderReview) {
  const { address, causes } = change;
  const cause = causes.map((path) => `\`${path}\``).join(", ");
  if (plan.errored && !plan.incomplete && plan.head?.preventsDestroy(address) !== false) {
    const known = plan.head !== undefined;
    return {
      summary: known
        ? `Terraform refuses the whole plan: it would destroy ${address}, which prevent_destroy protects.`
        : `Terraform ended with an error, and the plan would destroy ${address}: prevent_destroy may protect it.`,
      before: known ? "true" : undefined,
      after: known ? "true" : undefined,
      remedy: `Revert ${cause === "" ? "what removes it" : `the change of ${cause}`}. If it must go: remove prevent_destroy first, in a pull request of its own.`,
    };
  }
  if (plan.base?.preventsDestroy(address) === true) {
    return {
      summary: `Destroys ${address} and removes the prevent_destroy that protected it, in one change.`,
      before: "true",
      after: plan.head?.has(address) === true ? "false" : undefined,
      remedy:
        "Keep prevent_destroy and what it protects. If it must go: remove prevent_destroy first, in a pull request of its own.",
    };
  }
  return undefined;
}
