import { storeOf } from "../aws/stores";
import { holdsNothing } from "../stores/configuration-only";
import { renames } from "../plan/renames";
import type { Check } from "./check";

/** A resource is destroyed of a type that this review does not know: what it holds, only a person can say. */
export const unknownRemoved: Check = {
  id: "unknown-removed",
  observe: (plan) => {
    const renamed = new Set(renames(plan).map(({ removed }) => removed));
    return plan.resources
      .filter((change) => change.destroys && !renamed.has(change))
      .filter(({ type }) => storeOf(plan, type) === undefined && !holdsNothing(type))
      .map((change) => ({
        severity: "warn" as const,
        topic: "data" as const,
        address: change.address,
        summary: `Destroys a ${change.type}${change.creates ? " and makes a new one in its place" : ""}: a type that this review does not know. It may hold data.`,
        evidence: change.evidence(...change.causes),
        remedy: "Look up what it holds and how that would come back, before you apply.",
      }));
  },
};
