import type { ChangeJson } from "../plan/plan-json";
import { UNKNOWN, maskedText } from "../plan/sensitive-values";
import type { Check, Observation } from "./check";

/**
 * An output goes or gets another value: stacks that read it through `terraform_remote_state`, and scripts, break or follow.
 *
 * @see https://developer.hashicorp.com/terraform/language/state/remote-state-data
 */
export const outputChanged: Check = {
  id: "output-changed",
  observe: (plan) => Object.entries(plan.outputs).flatMap(([name, change]) => observation(name, change) ?? []),
};

function observation(name: string, change: ChangeJson): Observation | undefined {
  const removed = change.actions.includes("delete");
  if (!removed && !change.actions.includes("update")) return undefined;
  const marks = [change.before_sensitive, change.after_sensitive];
  return {
    severity: "warn",
    topic: "operation",
    address: `output.${name}`,
    summary: removed
      ? "Removes the output: who reads it from this state fails at the next plan."
      : "Changes the output: who reads it from this state follows at the next apply.",
    evidence: [
      {
        attribute: "value",
        before: maskedText(change.before, ...marks),
        after: change.after_unknown === true ? UNKNOWN : maskedText(change.after, ...marks),
      },
    ],
    remedy: removed
      ? `Search the other stacks and scripts for \`${name}\`; keep the output until nobody reads it.`
      : `Search the other stacks and scripts for \`${name}\`, and plan those that read it after this apply.`,
  };
}
