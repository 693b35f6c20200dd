import { type AttachedAccess, attachedAccess } from "../aws/attached-access";
import { type PolicyChange, grantText, isNew, policyChanges } from "../aws/policy-change";
import { type Grant, isSerious } from "../aws/policy-grants";
import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import { SENSITIVE } from "../plan/sensitive-values";
import type { Evidence, Severity } from "../review";
import type { Check, Observation } from "./check";

/**
 * Somebody who exists may do more than before: an action on a resource that is allowed after the apply and was not before
 * it, wildcards understood. Writes, `iam:PassRole` and `*` block. A policy that the plan does not know is read from the code.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export const iamWidened: Check = {
  id: "iam-widened",
  observe: (plan) =>
    plan.changed.filter(({ deposed }) => deposed === undefined).flatMap((change) => observation(plan, change) ?? []),
};

function observation(plan: PlanUnderReview, change: ResourceChange): Observation | undefined {
  const policies = policyChanges(plan, change);
  const grants = policies.flatMap(({ access }) => access ?? []);
  const named = policies.flatMap((policy) => (isSensitive(change, policy) ? [] : (policy.access ?? [])));
  const unread = policies.filter(({ access }) => access === undefined);
  const attached = attachedAccess(plan, change);
  const summaries = [
    ...(grants.length > 0
      ? [`Newly allows ${named.length > 0 ? listed(actionsOf(named)) : "what was not allowed before"}.`]
      : []),
    ...(attached ? [attached.summary] : []),
    ...(unread.length > 0
      ? [`Changes ${unread.map(({ argument }) => argument).join(", ")}, which cannot be compared.`]
      : []),
  ];
  if (summaries.length === 0) return undefined;
  return {
    severity: severityOf(plan, change, grants, attached),
    topic: "access",
    address: change.address,
    summary: summaries.join(" "),
    evidence: [
      ...policies.flatMap((policy) => evidence(change, policy)),
      ...(attached ? change.evidence(...attached.paths) : []),
      ...(attached?.grants ?? []).map((grant) => ({
        attribute: "policy",
        after: `${grant.effect === "Deny" ? "denied" : "allowed"}: ${grantText(grant)}`,
      })),
    ],
    remedy:
      unread.length > 0
        ? "Give the review both synths (`--base <git ref>`), or read the policy: it is known only after the apply."
        : ((grants.length === 0 ? attached?.remedy : undefined) ??
          "Allow the actions that are called, on the ARNs that are used; remove the rest."),
  };
}

/** What nobody has yet, and cannot be read before the apply, is no change of access: it is told of, and no more. */
function severityOf(
  plan: PlanUnderReview,
  change: ResourceChange,
  grants: readonly Grant[],
  attached: AttachedAccess | undefined,
): Severity {
  if (grants.some(isSerious) || attached?.severity === "block") return "block";
  return grants.length === 0 && attached === undefined && isNew(plan, change) ? "inform" : "warn";
}

function isSensitive(change: ResourceChange, { argument }: PolicyChange): boolean {
  return [change.textBefore(argument), change.textAfter(argument)].includes(SENSITIVE);
}

function evidence(change: ResourceChange, policy: PolicyChange): Evidence[] {
  const { argument, access } = policy;
  if (access === undefined) return change.evidence(argument);
  if (isSensitive(change, policy))
    return access.length > 0 ? [{ attribute: argument, before: SENSITIVE, after: SENSITIVE }] : [];
  return access.map((grant) =>
    grant.effect === "Deny"
      ? { attribute: argument, before: `denied: ${grantText(grant)}` }
      : { attribute: argument, after: `allowed: ${grantText(grant)}` },
  );
}

function actionsOf(grants: readonly Grant[]): readonly string[] {
  const actions = grants.map(({ action, effect }) => (effect === "Deny" ? `what was denied of ${action}` : action));
  return [...new Set(actions)].sort();
}

const SHOWN = 4;

function listed(texts: readonly string[]): string {
  const more = texts.length - SHOWN;
  return `${texts.slice(0, SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
