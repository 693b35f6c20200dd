import { child } from "./attribute-path";
import { isList, isValues } from "./values";

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
  const masked = mask(value, marks);
  if (masked === null || masked === undefined) return undefined;
  return typeof masked === "string" ? masked : JSON.stringify(masked);
}

function mask(value: unknown, marks: readonly unknown[]): unknown {
  if (value === null || value === undefined) return value;
  if (marks.includes(true)) return SENSITIVE;
  if (isList(value)) return value.map((element, index) => mask(element, below(marks, index)));
  if (isValues(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, mask(element, below(marks, key))]));
  }
  return value;
}

function below(marks: readonly unknown[], step: string | number): unknown[] {
  return marks.map((mark) => child(mark, step));
}
