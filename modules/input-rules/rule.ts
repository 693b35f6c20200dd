/** What is wrong with an input. `rule` and `fix` are clauses without a full stop: `got <value>; <rule>. <fix>.` */
export interface Mistake {
  /** Keys on the way from the input to the value, outermost first. */
  readonly at: readonly (string | number)[];
  readonly value: unknown;
  readonly rule: string;
  readonly fix: string;
}

/** Finds what is wrong with a value: nothing where it is right. */
export type Rule = (value: unknown) => readonly Mistake[];

export const RIGHT: readonly Mistake[] = [];

export function wrong(value: unknown, rule: string, fix: string): readonly Mistake[] {
  return [{ at: [], value, rule, fix }];
}

/** One of a few words, numbers or truth values. */
export function oneOf(values: readonly (string | number | boolean)[], what: string): Rule {
  return (value) =>
    values.some((allowed) => allowed === value)
      ? RIGHT
      : wrong(value, `${what} must be one of ${values.map(valueText).join(", ")}`, "Choose one of them");
}

/** true or false, and no text that says so: JavaScript takes "false" for true. */
export const flag: Rule = (value) =>
  typeof value === "boolean" ? RIGHT : wrong(value, "must be true or false", "Write one of the two, without quotes");

/** Something must be there, whatever it is. */
export const given: Rule = (value) =>
  value === undefined || value === null ? wrong(value, "must be given", "Pass one") : RIGHT;

/** Nothing to check. */
export const anything: Rule = () => RIGHT;

/** Both of two rules; the second looks at what the first lets through. */
export function both(first: Rule, second: Rule): Rule {
  return (value) => {
    const mistakes = first(value);
    return mistakes.length > 0 ? mistakes : second(value);
  };
}

const LONGEST_VALUE = 200;

/** A value as a message shows it: text in quotes, and what JSON cannot say by its name. */
export function valueText(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  const text = jsonText(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}... (${text.length} characters)`;
}

function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, part: unknown) =>
      typeof part === "number" && !Number.isFinite(part) ? String(part) : part,
    );
  } catch {
    // A construct knows its scope, which knows the construct.
    return "an object";
  }
}
