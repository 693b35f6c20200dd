import { STORES } from "../aws/stores";
import type { PlanUnderReview } from "../plan/plan-under-review";
import { renames } from "../plan/renames";
import type { ResourceChange } from "../plan/resource-change";
import type { Check } from "./check";

/** A resource that holds data is destroyed, for good or because it is replaced. A rename is left to `construct-renamed`. */
export const storeRemoved: Check = {
  id: "store-removed",
  observe: (plan) => {
    const renamed = new Set(renames(plan).map(({ removed }) => removed));
    return plan.resources
      .filter((change) => change.destroys && !renamed.has(change))
      .flatMap((change) => {
        const store = STORES[change.type];
        if (store === undefined) return [];
        return [
          {
            severity: "block" as const,
            topic: "data" as const,
            address: change.address,
            summary: `Destroys the ${store.noun} ${nameOf(change)}${change.creates ? " and makes an empty one in its place" : ""}.`,
            evidence: change.evidence(...change.causes, ...safeguards(change)),
            data: store.data(change, plan),
            remedy: remedy(change, plan),
          },
        ];
      });
  },
};

/** Attributes that decide whether AWS lets the store go. */
function safeguards({ before }: ResourceChange): string[] {
  return ["force_destroy", "deletion_protection_enabled", "skip_destroy"].filter(
    (attribute) => typeof before[attribute] === "boolean",
  );
}

function remedy(change: ResourceChange, plan: PlanUnderReview): string {
  if (change.deposed !== undefined) {
    return `The object ${change.deposed} is what an earlier replacement left behind. Make sure that its data was copied.`;
  }
  if (change.actionReason === "replace_because_tainted") {
    return `An earlier apply failed at it. If it works, keep it: \`terraform untaint '${change.address}'\`.`;
  }
  if (change.creates) {
    return `Revert the change of ${change.causes.map((path) => `\`${path}\``).join(", ") || "the resource"}; or make a second store under another name, move the data, and remove this one in a later plan.`;
  }
  const stays = plan.head?.has(change.address) === true;
  return stays
    ? "Revert what removed it."
    : "Bring it back into the code; or, to stop managing it without destroying it, add a `removed` block with `lifecycle { destroy = false }`.";
}

function nameOf(change: ResourceChange): string {
  const name = ["name", "bucket"].map((attribute) => change.textBefore(attribute)).find((text) => text !== undefined);
  return name === undefined ? "" : `"${name}"`;
}
