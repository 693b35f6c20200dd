import { type Values, canonicalJson, isList, isValues, textsOf } from "../plan/values";

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
  const exception = excepted.map((key) => `${key} ${canonicalJson(statement[key])}`).join(", ");
  const condition = isValues(statement["Condition"]) ? canonicalJson(statement["Condition"]) : "";
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

/**
 * What is allowed after and was not before: grants that no single grant covered, and refusals that no single refusal
 * covers any more. A comparison of sets with wildcards understood; it does not add several grants up to one, so it may name
 * too much, never too little.
 */
export function newAccess(before: readonly Grant[], after: readonly Grant[]): readonly Grant[] {
  const same = new Set(before.map((grant) => JSON.stringify(grant)));
  const changed = after.filter((grant) => grant.effect === "Allow" && !same.has(JSON.stringify(grant)));
  const allowed = changed.filter((grant) => !before.some((other) => covers(other, grant)));
  const refusedNoMore = before.filter(
    (grant) => grant.effect === "Deny" && !after.some((other) => covers(other, grant)),
  );
  return unique([...allowed, ...refusedNoMore]);
}

/** True when everything that the second grant says is said by the first. */
function covers(wide: Grant, narrow: Grant): boolean {
  if (wide.effect !== narrow.effect) return false;
  if (wide.exception !== "" && wide.exception !== narrow.exception) return false;
  if (wide.condition !== "" && wide.condition !== narrow.condition) return false;
  return (
    matches(wide.action.toLowerCase(), narrow.action.toLowerCase()) &&
    matches(wide.resource, narrow.resource) &&
    (wide.principal === narrow.principal || wide.principal === "*")
  );
}

const patterns = new Map<string, RegExp>();

/** Whether a pattern with `*` and `?` takes in all that another one does. A `?` does not take in a `*`. */
function matches(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === "*") return true;
  if (!/[*?]/.test(wide)) return false;
  let pattern = patterns.get(wide);
  if (pattern === undefined) {
    const source = wide
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*+/g, ".*")
      .replace(/\?/g, "[^*]");
    pattern = new RegExp(`^${source}$`, "s");
    patterns.set(wide, pattern);
  }
  return pattern.test(narrow);
}

function unique(grants: readonly Grant[]): readonly Grant[] {
  return [...new Map(grants.map((grant) => [JSON.stringify(grant), grant])).values()];
}

/** Actions that change nothing, by the first word of their name. Decrypt is one: it reads what a key protects. */
const READS = /^[\w-]+:(BatchGet|Check|Decrypt|Describe|Get|Head|List|Lookup|Query|Read|Scan|Search|Select|Test|View)/i;

/** True for a grant that lets somebody write, pass a role, take a role, or do everything. */
export function isSerious({ effect, action, principal }: Grant): boolean {
  return effect === "Deny" || principal === "*" || !READS.test(action);
}
