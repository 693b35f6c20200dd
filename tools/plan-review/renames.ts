import type { PlanUnderReview } from "./plan/plan-under-review";
import type { ResourceChange } from "./plan/resource-change";

/** A resource that goes under one address and comes under another: to Terraform a deletion and a creation. */
export interface Rename {
  readonly removed: ResourceChange;
  readonly created: ResourceChange;
  /** Attribute by which the two are the same thing in AWS: `name`. */
  readonly identity: string;
}

/** Attributes that name a thing in AWS, the first that a type has counts. */
const IDENTITIES = ["bucket", "function_name", "alarm_name", "name", "table_name", "key"] as const;

const known = new WeakMap<PlanUnderReview, readonly Rename[]>();

/** Pairs of a deletion and a creation of the same thing, as a renamed or moved construct makes them. */
export function renames(plan: PlanUnderReview): readonly Rename[] {
  const found = known.get(plan) ?? findRenames(plan);
  known.set(plan, found);
  return found;
}

function findRenames(plan: PlanUnderReview): Rename[] {
  const created = new Map<string, ResourceChange>();
  for (const change of plan.resources.filter(({ kind }) => kind === "create")) {
    const identity = identityOf(change.type, change.after);
    if (identity) created.set(identity.key, change);
  }
  return plan.resources
    .filter(({ kind, deposed }) => kind === "delete" && deposed === undefined)
    .flatMap((removed) => {
      const identity = identityOf(removed.type, removed.before);
      const match = identity && created.get(identity.key);
      if (identity === undefined || match === undefined) return [];
      created.delete(identity.key);
      return [{ removed, created: match, identity: identity.attribute }];
    });
}

function identityOf(
  type: string,
  values: Readonly<Record<string, unknown>>,
): { readonly attribute: string; readonly key: string } | undefined {
  const attribute = IDENTITIES.find((candidate) => typeof values[candidate] === "string");
  if (attribute === undefined) return undefined;
  return { attribute, key: JSON.stringify([type, values[attribute], values["database_name"]]) };
}
