import type { Grant } from "./policy-grants";

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
export function isGrave({ effect, action, principal }: Grant): boolean {
  return effect === "Deny" || principal === "*" || !READS.test(action);
}
