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
  delete_protection: true,
  archive_on_destroy: true,
  prevent_deletion_if_contains_resources: true,
  skip_final_backup: false,
  delete_automated_backups: false,
  skip_destroy: true,
  force_destroy: false,
  force_delete: false,
  skip_final_snapshot: false,
};

/** Switches that keep a resource running when a zone or a machine fails. */
const REDUNDANCY = ["multi_az", "multi_az_enabled", "automatic_failover_enabled", "zone_redundant", "ha_enabled"];

/** Texts in which a protection stands by name, with the values under which it protects. */
const POLICIES: Readonly<Record<string, readonly string[]>> = {
  deletion_policy: ["ABANDON", "PREVENT", "RETAIN"],
  delete_protection_state: ["DELETE_PROTECTION_ENABLED"],
  final_snapshot_identifier: [],
};

/** The first step of a destruction in two: nothing is lost now, but the next plan will not be stopped any more. */
export const protectionLowered: Check = {
  id: "protection-lowered",
  observe: (plan) =>
    plan.resources
      .filter((change) => !change.destroys && change.kind !== "create")
      .flatMap((change) => {
        const unguarded = [...switchedOff(change), ...policyDropped(change), ...guardDropped(change, plan)];
        const single = change.evidence(
          ...REDUNDANCY.filter((name) => change.before[name] === true && change.after[name] === false),
        );
        const evidence = [...unguarded, ...single];
        if (evidence.length === 0) return [];
        return [
          {
            severity: "warn" as const,
            topic: "data" as const,
            address: change.address,
            summary: [
              ...said("Removes what protects it from being destroyed", unguarded),
              ...said("Removes what keeps it running when a zone or a machine fails", single),
            ].join(" "),
            evidence,
            remedy: "Make sure that the next step is meant. Keep the protection if only this plan needed it off.",
          },
        ];
      }),
};

function said(what: string, evidence: readonly Evidence[]): string[] {
  return evidence.length === 0 ? [] : [`${what}: ${evidence.map(({ attribute }) => attribute).join(", ")}.`];
}

/** A name of a final snapshot protects whatever it is; a policy does by its words. */
function policyDropped(change: ResourceChange): Evidence[] {
  const dropped = Object.entries(POLICIES).filter(([attribute, protecting]) => {
    const protects = (value: unknown) =>
      typeof value === "string" && value !== "" && (protecting.length === 0 || protecting.includes(value));
    return protects(change.before[attribute]) && !protects(change.after[attribute]) && !change.isUnknown(attribute);
  });
  return change.evidence(...dropped.map(([attribute]) => attribute));
}

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
