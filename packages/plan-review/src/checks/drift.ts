import { repeatsOwnResource } from "../aws/own-resources";
import type { Difference } from "../plan/differences";
import type { PlanUnderReview } from "../plan/plan-under-review";
import { COSMETIC, type ResourceChange } from "../plan/resource-change";
import { canonicalJson, parsePath } from "../plan/values";
import type { Check, Observation } from "./check";

/** Attributes that decide who may reach a resource, or who could read a copy of it: their drift counts wherever it is. */
const SECURITY = /policy|public|kms|encrypt|sse_|principal|permission|ingress|egress|acl|protection|tls/;

/**
 * What was changed outside of Terraform since the last apply. Only what the code says, what the plan builds on, and what
 * decides about access: the rest is AWS's own bookkeeping. The same change of many resources is one finding.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation "resource_drift", "relevant_attributes"
 */
export const drift: Check = {
  id: "drift",
  observe: (plan) => {
    const alike = new Map<string, Drifted[]>();
    for (const change of plan.drift) {
      const drifted = driftOf(plan, change);
      if (drifted === undefined) continue;
      const key = JSON.stringify([change.type, drifted.deleted, drifted.differences, drifted.fate]);
      alike.set(key, [...(alike.get(key) ?? []), drifted]);
    }
    return [...alike.values()].flatMap(observation);
  },
};

interface Drifted {
  readonly address: string;
  readonly deleted: boolean;
  readonly differences: readonly Difference[];
  /** What the plan does about it. */
  readonly fate: "undone" | "kept" | "adopted";
  readonly serious: boolean;
}

function driftOf(plan: PlanUnderReview, change: ResourceChange): Drifted | undefined {
  const { address } = change;
  const planned = plan.resource(address);
  if (change.mode !== "managed") return undefined;
  if (change.kind === "delete") {
    return { address, deleted: true, differences: [], fate: planned?.creates ? "undone" : "adopted", serious: true };
  }
  const differences = change.differences.filter(
    (difference) =>
      matters(plan, change, difference.attribute) &&
      !isSameDocument(difference) &&
      !repeatsOwnResource(plan, change, difference),
  );
  if (differences.length === 0) return undefined;
  const planning = new Set(planned?.differences.map(({ attribute }) => attribute));
  const undone = differences.some(({ attribute }) => planning.has(attribute));
  return {
    address,
    deleted: false,
    differences,
    fate: undone ? "undone" : "kept",
    serious: undone || differences.some(({ attribute }) => SECURITY.test(attribute)),
  };
}

/** AWS writes a policy in its own way: what is the same JSON has not been changed. */
function isSameDocument({ before, after }: Difference): boolean {
  if (before === undefined || after === undefined || !/^\s*[[{]/.test(before)) return false;
  try {
    return canonicalJson(JSON.parse(before)) === canonicalJson(JSON.parse(after));
  } catch {
    return false;
  }
}

function matters(plan: PlanUnderReview, { address }: ResourceChange, attribute: string): boolean {
  if (COSMETIC.test(attribute)) return false;
  const argument = String(parsePath(attribute)[0]);
  return (
    SECURITY.test(attribute) ||
    argument in plan.configuration.expressionsOf(address) ||
    plan.json.relevant_attributes.some(({ resource, attribute: [first] }) => resource === address && first === argument)
  );
}

function observation(alike: readonly Drifted[]): Observation[] {
  const [first] = alike;
  if (first === undefined) return [];
  const what = first.deleted ? "deleted" : "changed";
  const others = alike.slice(1).map(({ address }) => address);
  const fate = first.deleted
    ? { undone: "this plan recreates it", kept: "", adopted: "the code does not have it any more either" }[first.fate]
    : { undone: "this plan sets it back", kept: "this plan leaves it so", adopted: "" }[first.fate];
  return [
    {
      severity: alike.some(({ serious }) => serious) ? "warn" : "inform",
      topic: "operation",
      address: first.address,
      summary: `Was ${what} outside of Terraform; ${fate}.${others.length > 0 ? ` So ${others.length === 1 ? "was" : "were"} ${listed(others)}.` : ""}`,
      evidence: first.differences,
      remedy:
        "Find out who did it (CloudTrail) before the apply: bring it into the code if it is to stay, or let the plan undo it.",
    },
  ];
}

const SHOWN = 20;

function listed(texts: readonly string[]): string {
  const more = texts.length - SHOWN;
  return `${texts.slice(0, SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
