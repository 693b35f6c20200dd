/** One statement of a policy document, read. */
export interface Statement {
  /** The document and the statement in it, as a person finds it: `inline policy "deduplicator", statement "ClaimIds"`. */
  readonly name: string;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Condition[];
}

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
    super(`${name}: the local cloud does not decide by ${received}. ${rule}`);
    this.name = "UnsupportedPolicyError";
  }
}

const ELEMENTS = new Set(["Sid", "Effect", "Action", "Resource", "Condition"]);

/**
 * Reads an identity policy: `Effect`, `Action`, `Resource` and conditions with the operators of {@link OPERATORS}.
 *
 * @param name of the policy, for messages
 * @throws UnsupportedPolicyError for any other element, operator or a policy variable
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function readPolicy(name: string, document: string): readonly Statement[] {
  const parsed = JSON.parse(document) as { readonly Statement?: unknown };
  return listOf(parsed.Statement).map((statement, index) => readStatement(name, statement as RawStatement, index));
}

type RawStatement = Readonly<Record<string, unknown>>;

function readStatement(policy: string, statement: RawStatement, index: number): Statement {
  const sid = statement["Sid"];
  const name = `${policy}, statement ${typeof sid === "string" ? `"${sid}"` : index + 1}`;
  const unknown = Object.keys(statement).find((element) => !ELEMENTS.has(element));
  if (unknown !== undefined) {
    throw new UnsupportedPolicyError(name, unknown, `Use ${[...ELEMENTS].join(", ")}, or test on AWS.`);
  }
  const effect = statement["Effect"];
  if (effect !== "Allow" && effect !== "Deny") {
    throw new UnsupportedPolicyError(name, `Effect ${JSON.stringify(effect)}`, 'Effect is "Allow" or "Deny".');
  }
  const resources = textsOf(statement["Resource"]);
  const variable = resources.find((resource) => resource.includes("${"));
  if (variable !== undefined) {
    throw new UnsupportedPolicyError(name, `the policy variable in ${variable}`, "Write the value itself.");
  }
  return {
    name,
    effect,
    actions: textsOf(statement["Action"]),
    resources,
    conditions: readConditions(name, (statement["Condition"] ?? {}) as RawStatement),
  };
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
