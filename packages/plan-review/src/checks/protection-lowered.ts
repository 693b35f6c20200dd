import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import type { Evidence } from "../review";
import type { Check } from "./check";

/** Switches that keep a resource or its content from being destroyed, with the value in which they do. */
const SWITCHES: Readonly<Record<string, boolean>> = {
  deletion_protection: true,
  deletion_protection_enabled: true,
  enable_deletion_protection: true,
  disable_api_termination: true,
  purge_protection_enabled: true,
  soft_delete_enabled: true,
  termination_protection: true,
  skip_destroy: true,
  force_destroy: false,
  force_delete: false,
  skip_final_snapshot: false,
};

/** The first step of a destruction in two: nothing is lost now, but the next plan will not be stopped any more. */
export const protectionLowered: Check = {
  id: "protection-lowered",
  observe: (plan) =>
    plan.resources
      .filter((change) => !change.destroys && change.kind !== "create")
      .flatMap((change) => {
        const evidence = [...switchedOff(change), ...guardDropped(change, plan)];
        if (evidence.length === 0) return [];
        return [
          {
            severity: "warn" as const,
            topic: "data" as const,
            address: change.address,
            summary: `Removes what protects ${change.address} from being destroyed: ${evidence.map(({ attribute }) => attribute).join(", ")}.`,
            evidence,
            remedy: "Make sure that the next step is meant. Keep the protection if only this plan needed it off.",
          },
        ];
      }),
};

function switchedOff(change: ResourceChange): Evidence[] {
  const lowered = Object.entries(SWITCHES).filter(([attribute, protects]) => {
    const before = change.before[attribute] === true;
    return before === protects && change.after[attribute] === !protects;
  });
  return change.evidence(...lowered.map(([attribute]) => attribute));
}

function guardDropped({ address, previousAddress }: ResourceChange, { base, head }: PlanUnderReview): Evidence[] {
  const protectedBefore = base?.preventsDestroy(previousAddress ?? address) === true;
  if (!protectedBefore || head === undefined || head.preventsDestroy(address)) return [];
  return [{ attribute: "lifecycle.prevent_destroy", before: "true", after: "false" }];
}
