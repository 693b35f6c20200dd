import { storeOf } from "../aws/stores";
import type { PlanUnderReview } from "../plan/plan-under-review";
import { type Rename, renames } from "../plan/renames";
import type { Check } from "./check";

/**
 * A construct was renamed or moved: its logical id changed, so Terraform destroys the resource and creates the same thing
 * under another address. `prevent_destroy` does not help, it goes with the old block.
 *
 * @see https://github.com/hashicorp/terraform-cdk/issues/3722
 * @see https://github.com/hashicorp/terraform/issues/17599
 */
export const constructRenamed: Check = {
  id: "construct-renamed",
  observe: (plan) =>
    renames(plan).map((rename) => {
      const { removed, created, identity } = rename;
      const store = storeOf(plan, removed.type);
      const protectedBefore = plan.base?.preventsDestroy(removed.address) === true;
      return {
        severity: "block",
        topic: store ? "data" : "operation",
        address: removed.address,
        summary: `Destroys ${removed.address} and creates the same thing as ${created.address}: it was renamed, not removed.`,
        evidence:
          identity === undefined
            ? []
            : [{ attribute: identity, before: removed.textBefore(identity), after: created.textAfter(identity) }],
        data: store?.data(removed, plan),
        // Known with the base alone, so it is advice and no evidence: an apply has no base, and must know the finding again.
        remedy: `${protectedBefore ? "`prevent_destroy` protected it, and goes with the old block. " : ""}${remedy(rename, plan)}`,
      };
    }),
};

function remedy({ removed, created }: Rename, plan: PlanUnderReview): string {
  const path = plan.head?.constructPath(created.address);
  if (path === undefined) {
    return `Tell Terraform that it moved: a \`moved\` block with \`from = ${removed.address}\` and \`to = ${created.address}\`.`;
  }
  return `Tell Terraform that it moved. On the construct \`${path}\`: \`.moveFromId("${removed.address}")\`.`;
}
