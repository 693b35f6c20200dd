import type { Condition, Operator, Statement } from "./policy";

/** One action on one resource; a call of a service may need several. */
export interface Access {
  /** For example `s3:GetObject`. */
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  /** Condition keys that AWS documents for the call, and only those. */
  readonly context: Readonly<Record<string, string>>;
}

export interface Decision {
  readonly allowed: boolean;
  /** Statement that decided; undefined when none was about it. */
  readonly statement?: string;
}

/**
 * Whether identity policies allow an action: an explicit denial wins, then an allowance; what nobody allows is denied.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(access: Access, statements: readonly Statement[]): Decision {
  const about = statements.filter((statement) => isAbout(statement, access));
  const denial = about.find(({ effect }) => effect === "Deny");
  if (denial !== undefined) return { allowed: false, statement: denial.name };
  const allowance = about.find(({ effect }) => effect === "Allow");
  return { allowed: allowance !== undefined, statement: allowance?.name };
}

/** The refusal in AWS's own words. @param user ARN of the session */
export function refusalText(user: string, { action, resource }: Access, { statement }: Decision): string {
  const because =
    statement === undefined
      ? `because no identity-based policy allows the ${action} action`
      : `with an explicit deny in an identity-based policy`;
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
}

function isAbout(statement: Statement, { action, resource, context }: Access): boolean {
  return (
    // Actions are compared without regard to case, resources with.
    statement.actions.some((pattern) => isLike(pattern.toLowerCase(), action.toLowerCase())) &&
    statement.resources.some((pattern) => isLike(pattern, resource)) &&
    statement.conditions.every((condition) => isMet(condition, context))
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

/** IAM's wildcards: `*` is any text, the empty one too, `?` any one character. */
function isLike(pattern: string, text: string): boolean {
  const expression = pattern
    .split(/(\*|\?)/)
    .map((part) => (part === "*" ? ".*" : part === "?" ? "." : part.replaceAll(/[\\^$.|+()[\]{}]/g, "\\$&")))
    .join("");
  return new RegExp(`^${expression}$`, "s").test(text);
}
