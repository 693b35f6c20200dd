import { type Store, storeOf } from "../aws/stores";
import type { PlanUnderReview } from "../plan/plan-under-review";
import { renames } from "../plan/renames";
import type { ResourceChange } from "../plan/resource-change";
import type { Check, Observation } from "./check";

/** Attributes by which people know a store; the first that it has counts. */
const NAMES = [
  "name",
  "bucket",
  "identifier",
  "cluster_identifier",
  "replication_group_id",
  "cluster_id",
  "domain_name",
  "key",
];

/**
 * A resource that holds data is destroyed, for good or because it is replaced, or Terraform forgets it. A rename is left to
 * `construct-renamed`.
 */
export const storeRemoved: Check = {
  id: "store-removed",
  observe: (plan) => {
    const renamed = new Set(renames(plan).map(({ removed }) => removed));
    return plan.resources
      .filter((change) => (change.destroys || change.kind === "forget") && !renamed.has(change))
      .flatMap((change) => {
        const store = storeOf(plan, change.type);
        if (store === undefined) return [];
        if (change.kind === "forget") return [forgotten(change, store)];
        return [
          {
            severity: store.small === true ? ("warn" as const) : ("block" as const),
            topic: "data" as const,
            address: change.address,
            summary: `Destroys the ${store.noun}${nameOf(change)}${change.creates ? " and makes an empty one in its place" : ""}.`,
            evidence: change.evidence(...change.causes, ...safeguards(change)),
            data: store.data(change, plan),
            remedy: remedy(change, plan),
          },
        ];
      });
  },
};

/** Nothing is lost, and nobody will change it, protect it or destroy it by Terraform any more. */
function forgotten(change: ResourceChange, { noun }: Store): Observation {
  return {
    severity: "warn",
    topic: "data",
    address: change.address,
    summary: `Leaves the ${noun}${nameOf(change)} where it is, and Terraform no longer manages it.`,
    evidence: [],
    remedy: `Make sure that somebody else does from now on. To manage it again: \`terraform import '${change.address}' <id>\`.`,
  };
}

/** Attributes that decide whether AWS lets the store go. */
function safeguards({ before }: ResourceChange): string[] {
  return [
    "force_destroy",
    "deletion_protection",
    "deletion_protection_enabled",
    "skip_destroy",
    "skip_final_snapshot",
  ].filter((attribute) => typeof before[attribute] === "boolean");
}

function remedy(change: ResourceChange, plan: PlanUnderReview): string {
  if (change.deposed !== undefined) {
    return `The object ${change.deposed} is what an earlier replacement left behind. Make sure that its data was copied.`;
  }
  if (change.actionReason === "replace_because_tainted") {
    return `An earlier apply failed at it. If it works, keep it: \`terraform untaint '${change.address}'\`.`;
  }
  const heir = shiftedTo(change, plan);
  if (heir !== undefined) {
    return `The elements of \`count\` have shifted: ${heir} becomes what this one is now, and is made empty. Give them keys with \`for_each\`, or say where each goes with \`moved\` blocks.`;
  }
  if (change.creates) {
    return `Revert the change of ${change.causes.map((path) => `\`${path}\``).join(", ") || "the resource"}; or make a second store under another name, move the data, and remove this one in a later plan.`;
  }
  const stays = plan.head?.has(change.address) === true;
  return stays
    ? "Revert what removed it."
    : "Bring it back into the code; or, to stop managing it without destroying it, add a `removed` block with `lifecycle { destroy = false }`.";
}

/** Address of another element of the same resource that will have this one's name. */
function shiftedTo(change: ResourceChange, plan: PlanUnderReview): string | undefined {
  const name = NAMES.find((attribute) => typeof change.before[attribute] === "string");
  if (name === undefined || !change.address.endsWith("]")) return undefined;
  const resource = (address: string) => address.replace(/\[[^[]*\]$/, "");
  return plan
    .ofType(change.type)
    .find(
      (other) =>
        other !== change &&
        other.creates &&
        resource(other.address) === resource(change.address) &&
        other.after[name] === change.before[name],
    )?.address;
}

function nameOf(change: ResourceChange): string {
  const name = NAMES.map((attribute) => change.textBefore(attribute)).find((text) => text !== undefined);
  return name === undefined ? "" : ` "${name}"`;
}
