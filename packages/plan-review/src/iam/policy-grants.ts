import { isList, isValues, textsOf, type Values } from "../plan/values";

/** One action on one resource for one principal, as a policy says it; wildcards stay as they are. */
export interface Grant {
  readonly effect: "Allow" | "Deny";
  /** `s3:GetObject`, `s3:*`, `*`; IAM does not tell cases apart. */
  readonly action: string;
  /** ARN, or `*`. Of a trust policy, `*`. */
  readonly resource: string;
  /** `Service:lambda.amazonaws.com`, `AWS:arn:...`, `*`. Of an identity's own policy, "". */
  readonly principal: string;
  /** JSON text of the conditions; "" where there are none. */
  readonly condition: string;
  /** Text of the `NotAction`, `NotResource` or `NotPrincipal` that it comes from; its wildcard stands for all but these. */
  readonly exception: string;
}

/**
 * The grants of a policy document.
 *
 * @param policy JSON text, as an argument of a resource has it; references may stand in it as `${...}`
 * @returns undefined when it is no policy document: a reference to one, for example
 */
export function grantsOf(policy: unknown): readonly Grant[] | undefined {
  if (typeof policy !== "string") return undefined;
  const document = parse(policy);
  if (!isValues(document)) return undefined;
  const statements = document["Statement"];
  return (isList(statements) ? statements : [statements]).filter(isValues).flatMap(grantsOfStatement);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function grantsOfStatement(statement: Values): Grant[] {
  const effect = statement["Effect"] === "Deny" ? "Deny" : "Allow";
  const excepted = ["NotAction", "NotResource", "NotPrincipal"].filter((key) => statement[key] !== undefined);
  const exception = excepted.map((key) => `${key} ${JSON.stringify(statement[key])}`).join(", ");
  const condition = isValues(statement["Condition"]) ? JSON.stringify(statement["Condition"]) : "";
  const grants: Grant[] = [];
  for (const action of listed(statement["Action"], "*")) {
    for (const resource of listed(statement["Resource"], "*")) {
      for (const principal of principalsOf(statement)) {
        grants.push({ effect, action, resource, principal, condition, exception });
      }
    }
  }
  return grants;
}

function listed(value: unknown, absent: string): readonly string[] {
  if (typeof value === "string") return [value];
  return isList(value) ? textsOf(value) : [absent];
}

function principalsOf(statement: Values): readonly string[] {
  const { Principal: principal, NotPrincipal: others } = statement;
  if (others !== undefined || principal === "*") return ["*"];
  if (!isValues(principal)) return [""];
  return Object.entries(principal).flatMap(([kind, names]) =>
    listed(names, "*").map((name) => (name === "*" ? "*" : `${kind}:${name}`)),
  );
}
