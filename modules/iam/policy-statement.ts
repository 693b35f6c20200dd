import { checkInput, fields, listOf, optional, type RulesFor } from "../input-rules/inputs";
import { anything, oneOf, RIGHT, type Rule, wrong } from "../input-rules/rule";
import { text } from "../input-rules/texts";

/** One statement of an IAM policy document. */
export interface PolicyStatement {
  /** Letters and digits. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html */
  readonly sid?: string;
  /** @default "Allow" */
  readonly effect?: "Allow" | "Deny";
  /** Exact actions, `service:Action`, 1 or more; a whole-service wildcard has no place here. */
  readonly actions: readonly string[];
  /** ARNs. Left out only in the trust policy of a role. */
  readonly resources?: readonly string[];
  /** Who the statement is about, in a resource's own policy. */
  readonly principals?:
    "*" | { readonly service?: string; readonly aws?: string | readonly string[]; readonly federated?: string };
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const action: Rule = (value) =>
  typeof value === "string" && /^[A-Za-z0-9-]+:[A-Za-z*?][A-Za-z0-9*?]*$/.test(value)
    ? RIGHT
    : wrong(value, "must be an action of a service", "Write it like s3:GetObject");

const resource: Rule = (value) =>
  value === "*" || (typeof value === "string" && /^arn:[^:\s]*:[^:\s]+:[^:\s]*:[^:\s]*:\S+$/.test(value))
    ? RIGHT
    : wrong(value, "must be an ARN, or * for what has none", "Write its whole ARN");

const STATEMENT: RulesFor<PolicyStatement> = {
  sid: optional(text({ what: "a sid", most: 100, allowed: /[A-Za-z0-9]/, characters: "letters and digits" })),
  effect: optional(oneOf(["Allow", "Deny"], "the effect of a statement")),
  actions: listOf(action, 1),
  resources: optional(listOf(resource, 1)),
  principals: anything,
  conditions: anything,
};

/** Rule of statements. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export const policyStatements: Rule = (value) => listOf(fields(STATEMENT), 0)(value);

/**
 * The JSON text of a policy, in the order and shape that AWS gives back, so that a second plan finds no difference.
 *
 * @throws Error when IAM would not take a statement
 */
export function policyDocument(statements: readonly PolicyStatement[]): string {
  checkInput("policyDocument", "statements", statements, policyStatements);
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({
      Sid: statement.sid,
      Effect: statement.effect ?? "Allow",
      Principal: principal(statement.principals),
      Action: single(statement.actions),
      Resource: statement.resources && single(statement.resources),
      Condition: statement.conditions,
    })),
  });
}

function principal(principals: PolicyStatement["principals"]) {
  if (principals === undefined || principals === "*") return principals;
  const { service, aws, federated } = principals;
  return { Service: service, AWS: aws === undefined ? undefined : single([aws].flat()), Federated: federated };
}

function single(values: readonly string[]): string | readonly string[] {
  return values.length === 1 && values[0] !== undefined ? values[0] : values;
}

/**
 * Statements that say the same of different resources become one, in the place of the first: a role that is granted a key
 * four times has one statement about it.
 *
 * @throws Error when two statements that differ carry one sid, which IAM refuses only when the policy is applied
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export function mergeStatements(statements: readonly PolicyStatement[]): readonly PolicyStatement[] {
  const merged = new Map<string, PolicyStatement>();
  for (const statement of statements) {
    const { resources, ...rest } = statement;
    const key = policyDocument([rest]);
    const earlier = merged.get(key);
    const all = new Set([...(earlier?.resources ?? []), ...(resources ?? [])]);
    merged.set(key, resources || earlier?.resources ? { ...statement, resources: [...all] } : statement);
  }
  const result = [...merged.values()];
  for (const [index, { sid }] of result.entries()) {
    if (sid !== undefined && result.findIndex((other) => other.sid === sid) !== index) {
      throw new Error(
        `Policy statement "${sid}" is there twice, with different content; a sid is unique in a policy. Rename one of them.`,
      );
    }
  }
  return result;
}
