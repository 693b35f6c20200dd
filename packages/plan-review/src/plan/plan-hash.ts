import { createHash } from "node:crypto";
import type { PlanJson } from "./plan-json";
import { isNoOp } from "./plan-under-review";
import { canonicalJson, formatPath, isValues } from "./values";

/**
 * SHA-256 of what a plan does: its resource changes, output changes and the actions that it invokes, without those that do nothing. Two plans that do
 * the same have the same, whatever Terraform's version, the time or the order of keys.
 *
 * @returns 64 hexadecimal digits
 */
export function planHash({
  resource_changes: resources,
  output_changes: outputs,
  action_invocations: actions,
}: PlanJson): string {
  const effects = {
    resources: resources
      .filter((resource) => !isNoOp(resource.change.actions) || isMoveOrImport(resource))
      .map(({ address, deposed, previous_address: previousAddress, change }) => {
        const { actions, before, after, after_unknown: unknown, importing, replace_paths: paths = [] } = change;
        const replacePaths = paths.map(formatPath).sort();
        return { address, deposed, previousAddress, actions, before, after, unknown, importing, replacePaths };
      }),
    outputs: Object.fromEntries(
      Object.entries(outputs)
        .filter(([, { actions }]) => !isNoOp(actions))
        .map(([name, { actions, before, after, after_unknown: unknown }]) => [
          name,
          { actions, before, after, unknown },
        ]),
    ),
    ...(actions.length > 0 && { actions }),
  };
  return createHash("sha256").update(canonicalJson(effects)).digest("hex");
}

function isMoveOrImport(resource: PlanJson["resource_changes"][number]): boolean {
  return resource.previous_address !== undefined || isValues(resource.change.importing);
}
