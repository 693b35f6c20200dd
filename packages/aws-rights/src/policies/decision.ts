import type { Access } from "../access";
import type { Condition, Operator, Statement } from "./policy";
import { isLike } from "./wildcards";

/** Somebody who acts as a role. */
export interface RoleSession {
  readonly roleArn: string;
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
  readonly principal: string;
}

/** The policies that decide an access. */
export interface Policies {
  /** Of the caller's role. */
  readonly identity: readonly Statement[];
  /** The most that the caller's role may do. @default - anything */
  readonly boundary?: readonly Statement[];
  /** Of the resource itself; empty for one without a policy. */
  readonly resource: readonly Statement[];
}

export interface Decision {
  readonly allowed: boolean;
  /** Statement that decided; undefined when none was about it. */
  readonly statement?: string;
  /** Which kind of policy decided, or allowed nothing. */
  readonly policyKind: "identity-based policy" | "permissions boundary" | "resource-based policy";
}

/**
 * Whether policies of one account allow an access: an explicit denial wins, then an allowance of either side; what nobody
 * allows is denied. A permissions boundary has to allow it, too, but for what a resource's policy allows the session itself. The
 * policies of a role decide about a key, and about taking another role, only where its own policy leaves it to the account.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function decide(access: Access, caller: RoleSession, policies: Policies): Decision {
  const identity = policies.identity.filter((statement) => isAbout(statement, access));
  const resource = policies.resource.filter((statement) => isAbout(statement, access) && names(statement, caller));
  const boundary = policies.boundary?.filter((statement) => isAbout(statement, access));
  const denial = {
    identity: find(identity, "Deny"),
    boundary: boundary && find(boundary, "Deny"),
    resource: find(resource, "Deny"),
  };
  if (denial.identity) return decision(false, "identity-based policy", denial.identity);
  if (denial.boundary) return decision(false, "permissions boundary", denial.boundary);
  if (denial.resource) return decision(false, "resource-based policy", denial.resource);
  const direct = resource.find((statement) => statement.effect === "Allow" && !namesAccount(statement, caller));
  const isBounded = boundary !== undefined && find(boundary, "Allow") === undefined;
  if (direct && (!isBounded || namesSession(direct, caller))) return decision(true, "resource-based policy", direct);
  if (decidesItself(access) && find(resource, "Allow") === undefined) {
    return decision(false, "resource-based policy");
  }
  const allowance = find(identity, "Allow");
  if (allowance && isBounded) return decision(false, "permissions boundary");
  return decision(allowance !== undefined, "identity-based policy", allowance);
}

/** Whether a resource's own policy has to allow the access as well: those of keys and of roles. A new key and an alias have none. */
function decidesItself({ action, resource }: Access): boolean {
  return /^arn:aws:kms:.*:key\//.test(resource) || action === "sts:AssumeRole";
}

/** Whether a resource's own policy lets a service use it: services have no policies of their own. */
export function decideForService(access: Access, service: string, policy: readonly Statement[]): Decision {
  const naming = policy.filter(({ principals }) => principals === "*" || principals?.includes(service) === true);
  return decideAlone(access, naming, "resource-based policy");
}

/** What statements say by themselves, whoever asks and whatever other policies say. */
export function decideAlone(
  access: Access,
  statements: readonly Statement[],
  policyKind: Decision["policyKind"] = "identity-based policy",
): Decision {
  const about = statements.filter((statement) => isAbout(statement, access));
  const denial = find(about, "Deny");
  const allowance = find(about, "Allow");
  return decision(denial === undefined && allowance !== undefined, policyKind, denial ?? allowance);
}

/** The refusal in AWS's own words. @param user for example `User: arn:aws:sts::...` */
export function refusalText(user: string, { action, resource }: Access, decided: Decision): string {
  const because =
    decided.statement === undefined
      ? `because no ${decided.policyKind} allows the ${action} action`
      : `with an explicit deny in ${decided.policyKind === "identity-based policy" ? "an" : "a"} ${decided.policyKind}`;
  return `${user} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
}

function decision(allowed: boolean, policyKind: Decision["policyKind"], statement?: Statement): Decision {
  return { allowed, policyKind, statement: statement?.name };
}

function find(statements: readonly Statement[], effect: Statement["effect"]): Statement | undefined {
  return statements.find((statement) => statement.effect === effect);
}

function isAbout(statement: Statement, { action, resource, context }: Access): boolean {
  return (
    // Actions are compared without regard to case, resources with.
    statement.actions.some((pattern) => isLike(pattern.toLowerCase(), action.toLowerCase())) &&
    statement.resources.some((pattern) => isLike(pattern, resource)) &&
    statement.conditions.every((condition) => isMet(condition, context))
  );
}

function names(statement: Statement, caller: RoleSession): boolean {
  const { principals = [] } = statement;
  if (principals === "*" || namesAccount(statement, caller)) return true;
  return principals.includes(caller.roleArn) || principals.includes(caller.principal);
}

function namesSession({ principals = [] }: Statement, { principal }: RoleSession): boolean {
  return principals !== "*" && principals.includes(principal);
}

/** The account is written as its root: it means every principal whose own policies allow the access. */
function namesAccount({ principals = [] }: Statement, { principal }: RoleSession): boolean {
  const accountId = principal.split(":")[4] ?? "";
  return (
    principals !== "*" && (principals.includes(accountId) || principals.includes(`arn:aws:iam::${accountId}:root`))
  );
}

const COMPARE: Readonly<Record<Operator, (value: string, actual: string) => boolean>> = {
  ArnLike: isArnLike,
  Bool: (value, actual) => value.toLowerCase() === actual.toLowerCase(),
  StringEquals: (value, actual) => value === actual,
  StringLike: isLike,
};

/** A key that the call does not have meets no condition. Names of keys are compared without regard to case. */
function isMet({ operator, key, values }: Condition, context: Readonly<Record<string, string>>): boolean {
  const [, actual] = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase()) ?? [];
  return actual !== undefined && values.some((value) => COMPARE[operator](value, actual));
}

/** Each of the six parts of an ARN is compared by itself. */
function isArnLike(pattern: string, arn: string): boolean {
  const [patternParts, parts] = [arnParts(pattern), arnParts(arn)];
  return patternParts.length === parts.length && patternParts.every((part, index) => isLike(part, parts[index] ?? ""));
}

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}
