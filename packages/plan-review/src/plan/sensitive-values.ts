import type { ChangeJson, PlanJson, StateModule } from "./plan-json";
import { child, isList, isValues } from "./values";

/** Stands for every value that the plan marks as sensitive; Terraform prints the same words. */
export const SENSITIVE = "(sensitive value)";
/** Stands for every value that the apply will find out; Terraform prints the same words. */
export const UNKNOWN = "(known after apply)";

/**
 * A value as text for people: text as it is, everything else as JSON.
 *
 * @param marks the plan's marks of sensitive values; a marked subtree is masked as a whole, keys included
 * @returns undefined for an absent value
 */
export function maskedText(value: unknown, ...marks: readonly unknown[]): string | undefined {
  const masked = maskedValue(value, ...marks);
  if (masked === null || masked === undefined) return undefined;
  return typeof masked === "string" ? masked : JSON.stringify(masked);
}

/** The same value with a text in place of everything that is marked. */
export function maskedValue(value: unknown, ...marks: readonly unknown[]): unknown {
  if (value === null || value === undefined) return value;
  if (marks.includes(true)) return SENSITIVE;
  if (isList(value)) return value.map((element, index) => maskedValue(element, ...below(marks, index)));
  if (isValues(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, element]) => [key, maskedValue(element, ...below(marks, key))]),
    );
  }
  return value;
}

function below(marks: readonly unknown[], step: string | number): unknown[] {
  return marks.map((mark) => child(mark, step));
}

/** Shorter values are too common to be looked for in texts: `true`, `8080`. Where the plan marks them they are masked all the same. */
const SHORTEST = 6;

/**
 * Finds the plan's sensitive values in texts in which they are not marked: a name that was made of a secret, a summary that
 * quotes it.
 *
 * @returns a function that masks them in any text
 */
export function secretMask(plan: PlanJson): (text: string) => string {
  const secrets = new Set<string>();
  const changes = [...plan.resource_changes, ...plan.resource_drift].map(({ change }) => change);
  for (const change of [...changes, ...Object.values(plan.output_changes)]) collect(change, secrets);
  collectState(plan.prior_state?.values?.root_module, secrets);
  if (secrets.size === 0) return (text) => text;
  const written = [...secrets].flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  // The longest first: one secret may begin with another.
  const longestFirst = [...new Set(written)].sort((left, right) => right.length - left.length);
  const pattern = new RegExp(longestFirst.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  return (text) => text.replace(pattern, SENSITIVE);
}

function collectState(module: StateModule | undefined, secrets: Set<string>): void {
  for (const { values, sensitive_values: marks } of module?.resources ?? []) collectMarked(values, marks, secrets);
  for (const below of module?.child_modules ?? []) collectState(below, secrets);
}

function collect(change: ChangeJson, secrets: Set<string>): void {
  collectMarked(change.before, change.before_sensitive, secrets);
  collectMarked(change.after, change.after_sensitive, secrets);
}

function collectMarked(value: unknown, mark: unknown, secrets: Set<string>): void {
  if (mark === undefined || mark === null || mark === false) return;
  if (isList(value))
    value.forEach((element, index) => {
      collectMarked(element, mark === true || child(mark, index), secrets);
    });
  else if (isValues(value)) {
    for (const [key, element] of Object.entries(value))
      collectMarked(element, mark === true || child(mark, key), secrets);
  } else if (mark === true && (typeof value === "string" || typeof value === "number")) {
    const text = String(value);
    if (text.length >= SHORTEST) secrets.add(text);
  }
}

/** Fields with words of a fixed set, or names that must stay what they are. */
const WORDS = new Set(["address", "check", "constructPath", "kind", "severity", "topic", "type"]);

/** The same value with every text for people in it masked. */
export function masked<T>(value: T, mask: (text: string) => string): T;
export function masked(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === "string") return mask(value);
  if (isList(value)) return value.map((element) => masked(element, mask));
  if (!isValues(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [key, WORDS.has(key) ? element : masked(element, mask)]),
  );
}
