import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import { maskedText } from "../plan/sensitive-values";
import { isValues, valueAt } from "../plan/values";
import type { Evidence } from "../review";
import type { Check, Observation } from "./check";

/**
 * The apply runs something that is no change of a resource: a provisioner's command, or an action. What it does, no plan shows.
 *
 * @see https://developer.hashicorp.com/terraform/language/provisioners
 * @see https://developer.hashicorp.com/terraform/language/invoke-actions
 */
export const codeExecuted: Check = {
  id: "code-executed",
  observe: (plan) => [
    ...plan.json.action_invocations.map(invoked),
    ...plan.resources.flatMap((change) => provisioned(change, plan)),
  ],
};

type Invocation = PlanUnderReview["json"]["action_invocations"][number];

function invoked({ address, type, config_values: values, config_sensitive: marks }: Invocation): Observation {
  const settings = Object.entries(isValues(values) ? values : {});
  return {
    severity: "warn",
    topic: "operation",
    address,
    summary: `Invokes the action ${type} when it is applied.`,
    evidence: settings.map(([attribute, value]) => ({
      attribute,
      after: maskedText(value, isValues(marks) ? marks[attribute] : marks),
    })),
    remedy: "Make sure that what it calls may run now, and once for each apply.",
  };
}

function provisioned(change: ResourceChange, plan: PlanUnderReview): Observation[] {
  const provisioners = change.creates ? plan.configuration.provisionersOf(change.address) : [];
  if (provisioners.length === 0) return [];
  const types = [...new Set(provisioners.map(({ type }) => type))].join(" and ");
  return [
    {
      severity: "warn",
      topic: "operation",
      address: change.address,
      summary: `Runs ${types} when ${change.address} is created.`,
      evidence: provisioners.flatMap(({ expressions }) => commands(expressions)),
      remedy: "Read the command: no plan shows what it does, and whoever applies runs it with their rights.",
    },
  ];
}

/** Only what the code says word for word: a value may be secret. */
function commands(expressions: unknown): Evidence[] {
  return ["command", "inline", "script", "source", "destination"].flatMap((attribute) => {
    const value = isValues(expressions) ? valueAt(expressions, `${attribute}.constant_value`) : undefined;
    const after = value === undefined ? undefined : maskedText(value);
    return after === undefined ? [] : [{ attribute, after }];
  });
}
