/** One statement of a policy document, read. */
export interface Statement {
  /** The document and the statement in it, as a person finds it: `inline policy "deduplicator", statement "ClaimIds"`. */
  readonly name: string;
  readonly effect: "Allow" | "Deny";
  /** Who it is about; undefined in an identity policy. */
  readonly principals?: Principals;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Condition[];
}

/** `"*"`, or ARNs (`AWS`) and names of services (`Service`). */
export type Principals = "*" | readonly string[];

/** `"StringLike": { "s3:prefix": ["raw/*"] }`: met when the call has the key and one of the values fits. */
export interface Condition {
  readonly operator: Operator;
  readonly key: string;
  readonly values: readonly string[];
}

/** Condition operators that are decided here. */
export const OPERATORS = ["ArnLike", "Bool", "StringEquals", "StringLike"] as const;
export type Operator = (typeof OPERATORS)[number];

/** A policy uses what is not decided here: to ignore it would be to guess. */
export class UnsupportedPolicyError extends Error {
  constructor(name: string, received: string, rule: string) {
    super(`${name}: rights are not decided by ${received}. ${rule}`);
    this.name = "UnsupportedPolicyError";
  }
}

export type PolicyKind = "identity-based policy" | "resource-based policy" | "trust policy";

const ELEMENTS: Readonly<Record<PolicyKind, readonly string[]>> = {
  "identity-based policy": ["Sid", "Effect", "Action", "Resource", "Condition"],
  "resource-based policy": ["Sid", "Effect", "Principal", "Action", "Resource", "Condition"],
  "trust policy": ["Sid", "Effect", "Principal", "Action", "Condition"],
};

/**
 * Reads a policy: `Effect`, `Action`, `Resource`, `Principal` where a resource or a role has it, and conditions with the operators of
 * {@link OPERATORS}.
 *
 * @param name of the policy, for messages
 * @throws UnsupportedPolicyError for any other element, operator or a policy variable
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function readPolicy(kind: PolicyKind, name: string, document: string): readonly Statement[] {
  const parsed = JSON.parse(document) as { readonly Statement?: unknown };
  return listOf(parsed.Statement).map((statement, index) =>
    readStatement(kind, name, statement as RawStatement, index),
  );
}

type RawStatement = Readonly<Record<string, unknown>>;

function readStatement(kind: PolicyKind, policy: string, statement: RawStatement, index: number): Statement {
  const sid = statement["Sid"];
  const name = `${policy}, statement ${typeof sid === "string" ? `"${sid}"` : index + 1}`;
  const unknown = Object.keys(statement).find((element) => !ELEMENTS[kind].includes(element));
  if (unknown !== undefined) {
    throw new UnsupportedPolicyError(name, unknown, `Use ${ELEMENTS[kind].join(", ")}, or test on AWS.`);
  }
  const effect = statement["Effect"];
  if (effect !== "Allow" && effect !== "Deny") {
    throw new UnsupportedPolicyError(name, `Effect ${JSON.stringify(effect)}`, 'Effect is "Allow" or "Deny".');
  }
  // A trust policy is about its role, and nothing else.
  const resources = kind === "trust policy" ? ["*"] : textsOf(statement["Resource"]);
  const variable = resources.find((resource) => resource.includes("${"));
  if (variable !== undefined) {
    throw new UnsupportedPolicyError(name, `the policy variable in ${variable}`, "Write the value itself.");
  }
  return {
    name,
    effect,
    principals: ELEMENTS[kind].includes("Principal") ? readPrincipals(name, statement["Principal"]) : undefined,
    actions: textsOf(statement["Action"]),
    resources,
    conditions: readConditions(name, (statement["Condition"] ?? {}) as RawStatement),
  };
}

const PRINCIPALS = ["AWS", "Federated", "Service"];

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function readPrincipals(name: string, principal: unknown): Principals {
  if (principal === "*") return "*";
  return Object.entries(Object(principal) as RawStatement).flatMap(([kind, values]) => {
    if (!PRINCIPALS.includes(kind)) {
      throw new UnsupportedPolicyError(name, `the principal ${kind}`, `Use ${PRINCIPALS.join(", ")}, or test on AWS.`);
    }
    return textsOf(values);
  });
}

function readConditions(name: string, conditions: RawStatement): readonly Condition[] {
  return Object.entries(conditions).flatMap(([operator, keys]) => {
    if (!isOperator(operator)) {
      throw new UnsupportedPolicyError(name, `the operator ${operator}`, `Use ${OPERATORS.join(", ")}.`);
    }
    return Object.entries(keys as RawStatement).map(([key, values]) => ({ operator, key, values: textsOf(values) }));
  });
}

function isOperator(text: string): text is Operator {
  return (OPERATORS as readonly string[]).includes(text);
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).map(String);
}
