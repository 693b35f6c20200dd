import { differences } from "./differences";
import type { PlanUnderReview } from "./plan-under-review";
import type { ResourceChange } from "./resource-change";
import { UNKNOWN } from "./sensitive-values";
import { sameValue, valueAt } from "./values";

/** A resource that goes under one address and comes under another: to Terraform a deletion and a creation. */
export interface Rename {
  readonly removed: ResourceChange;
  readonly created: ResourceChange;
  /** Attribute by which the two are the same thing in AWS, `name`; undefined for a type without a name, matched by everything. */
  readonly identity?: string;
}

/** Attributes that name a thing in AWS; the first that a type has counts. */
const NAMES = ["bucket", "function_name", "alarm_name", "alias", "name", "table_name", "key"];
/** Attributes that a name is unique within. */
const SCOPES = [
  ...["database_name", "event_source_arn", "statement_id", "role", "log_group_name", "catalog_id"],
  // Account, project and region; network; what a thing is a part of.
  ...["account_id", "project", "region", "location", "zone", "zone_id", "availability_zone", "resource_group_name"],
  ...["vpc_id", "subnet_id", "network", "virtual_network_name", "security_group_id", "cluster", "cluster_name"],
  ...["account_name", "server_id", "server_name", "storage_account_name", "namespace_name", "instance", "parent_id"],
  ...["dataset_id", "key_vault_id", "metadata[0].namespace"],
];
/** What differs between any two resources of a type. */
const NO_IDENTITY = /^(id|arn|key_id|uuid|tags|tags_all)\b/;

const known = new WeakMap<PlanUnderReview, readonly Rename[]>();

/** Pairs of a deletion and a creation of the same thing, as a renamed or moved construct makes them. */
export function renames(plan: PlanUnderReview): readonly Rename[] {
  const found = known.get(plan) ?? findRenames(plan);
  known.set(plan, found);
  return found;
}

function findRenames(plan: PlanUnderReview): Rename[] {
  const created = new Map<string, ResourceChange[]>();
  for (const change of plan.resources.filter(({ kind }) => kind === "create")) {
    const key = identity(change.type, change.after).key;
    created.set(key, [...(created.get(key) ?? []), change]);
  }
  return plan.resources
    .filter(({ kind, deposed }) => kind === "delete" && deposed === undefined)
    .flatMap((removed) => {
      const { attribute, key } = identity(removed.type, removed.before);
      const candidates = created.get(key) ?? [];
      const match = candidates.find((candidate) =>
        attribute === undefined ? isAlike(removed, candidate) : hasSameScope(removed, candidate),
      );
      if (match === undefined) return [];
      created.set(
        key,
        candidates.filter((candidate) => candidate !== match),
      );
      return [{ removed, created: match, identity: attribute }];
    });
}

function identity(type: string, values: Readonly<Record<string, unknown>>) {
  const attribute = NAMES.find((name) => typeof values[name] === "string");
  return { attribute, key: JSON.stringify(attribute === undefined ? [type] : [type, attribute, values[attribute]]) };
}

function hasSameScope(removed: ResourceChange, created: ResourceChange): boolean {
  return SCOPES.every(
    (scope) => created.isUnknown(scope) || sameValue(valueAt(removed.before, scope), valueAt(created.after, scope)),
  );
}

function isAlike(removed: ResourceChange, { after, afterUnknown }: ResourceChange): boolean {
  return differences({ before: removed.before, after, afterUnknown }).every(
    (difference) => difference.after === UNKNOWN || NO_IDENTITY.test(difference.attribute),
  );
}
