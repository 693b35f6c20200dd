import { createHash } from "node:crypto";
import { type Difference, differences } from "./differences";
import type { ChangeJson, PlanJson } from "./plan-json";
import { isNoOp, type PlanUnderReview } from "./plan-under-review";
import { maskedValue, secretMask, UNKNOWN } from "./sensitive-values";
import { canonicalJson, formatPath, isValues } from "./values";

/**
 * SHA-256 of what an apply of a plan does: its changes of resources and outputs, what it runs and invokes, without what does
 * nothing. Two plans that do the same have the same, whatever Terraform's version, the time or the order of keys.
 *
 * It stands in the comment of a pull request: hidden values are hidden from it, too, for they could be guessed by it.
 *
 * @returns 64 hexadecimal digits
 */
export function planHash(plan: PlanUnderReview): string {
  const { resource_changes: resources, output_changes: outputs, action_invocations: actions } = plan.json;
  const { deferred_changes: deferred } = plan.json;
  const mask = secretMask(plan.json);
  // As text, so that a secret that is part of a name, or a key, is found, too.
  const hidden = (value: unknown, ...marks: readonly unknown[]) =>
    mask(canonicalJson(maskedValue(value, ...marks) ?? ""));
  const effectOf = (change: ChangeJson) => ({
    actions: change.actions,
    ...(isUpdate(change)
      ? { changes: hidden(changedValues(change)) }
      : {
          before: hidden(change.before, change.before_sensitive),
          after: hidden(change.after, change.after_sensitive),
          unknown: change.after_unknown,
        }),
  });
  const effects = {
    resources: resources
      .filter((resource) => !isNoOp(resource.change.actions) || isMoveOrImport(resource))
      .map(({ address, deposed, previous_address: previousAddress, change }) =>
        canonicalJson({
          address,
          deposed,
          previousAddress,
          ...effectOf(change),
          importing: change.importing,
          replacePaths: (change.replace_paths ?? []).map(formatPath).sort(),
          runs: makesOrDestroys(change) ? hidden(whatRuns(plan, address)) : undefined,
        }),
      )
      .sort(),
    outputs: Object.fromEntries(
      Object.entries(outputs)
        .filter(([, change]) => !isNoOp(change.actions))
        .map(([name, change]) => [name, effectOf(change)]),
    ),
    ...(deferred.length > 0 && {
      deferred: deferred.map(({ resource_change: change }) => change?.address ?? "").sort(),
    }),
    actions: actions.map(({ address, type, config_values: values, config_sensitive: marks }) => ({
      address,
      type,
      values: hidden(values, marks),
    })),
  };
  return createHash("sha256").update(canonicalJson(effects)).digest("hex");
}

function isMoveOrImport(resource: PlanJson["resource_changes"][number]): boolean {
  return resource.previous_address !== undefined || isValues(resource.change.importing);
}

function isUpdate({ actions, before, after }: ChangeJson): boolean {
  return actions.length === 1 && actions[0] === "update" && isValues(before) && isValues(after);
}

/**
 * What an update changes, and not what it leaves as it is: another pull request may have changed that meanwhile. What the
 * apply will find out is new whatever it was.
 */
function changedValues(change: ChangeJson): readonly Difference[] {
  return differences({
    before: change.before,
    after: change.after,
    afterUnknown: change.after_unknown,
    beforeSensitive: change.before_sensitive,
    afterSensitive: change.after_sensitive,
  }).map((difference) => (difference.after === UNKNOWN ? { ...difference, before: undefined } : difference));
}

function makesOrDestroys({ actions }: ChangeJson): boolean {
  return actions.includes("create") || actions.includes("delete");
}

/** Provisioners; the plan does not repeat when they run and where, the code says it. */
function whatRuns({ configuration, head }: PlanUnderReview, address: string): unknown {
  const { provisioner, connection } = head?.argumentsOf(address) ?? {};
  return { planned: configuration.provisionersOf(address), provisioner, connection };
}
