import { UNKNOWN, maskedText } from "./sensitive-values";
import { type AttributePath, type Values, child, formatPath, isList, isValues, sameValue } from "./values";

/** An attribute that differs, its text masked. */
export interface Difference {
  readonly attribute: string;
  readonly before?: string;
  readonly after?: string;
}

/** Two states of one resource with the plan's marks; a mark that is left out marks nothing. */
export interface Compared {
  readonly before: unknown;
  readonly after: unknown;
  readonly afterUnknown?: unknown;
  readonly beforeSensitive?: unknown;
  readonly afterSensitive?: unknown;
}

/** What names an element of a list; by it elements are matched, so that an insertion is not read as a row of changes. */
const ELEMENT_NAMES = ["name", "parameter_name", "sid", "id", "key", "type"];

/**
 * The leaves in which two states differ. Null and zero values are equal. Elements of a list are matched by their name where
 * all have one; lists of plain values are compared as a whole, because most are sets.
 */
export function differences(compared: Compared): Difference[] {
  const found: Difference[] = [];
  compare([], compared, found);
  return found;
}

function compare(path: AttributePath, compared: Compared, found: Difference[]): void {
  const { before, after, afterUnknown, beforeSensitive, afterSensitive } = compared;
  if (before === after && afterUnknown !== true && !isList(before) && !isValues(before)) return;
  const marks = [beforeSensitive, afterSensitive];
  if (afterUnknown === true) {
    found.push({ attribute: formatPath(path), before: maskedText(before, ...marks), after: UNKNOWN });
    return;
  }
  const names = marks.includes(true) ? undefined : elementNames(before, after, afterUnknown);
  if (!marks.includes(true) && (names !== undefined || isValues(before) || isValues(after) || isValues(afterUnknown))) {
    for (const [step, stepBefore, stepAfter] of names ?? keysOf(before, after, afterUnknown)) {
      compare(
        [...path, step],
        {
          before: child(before, stepBefore),
          after: child(after, stepAfter),
          afterUnknown: child(afterUnknown, stepAfter),
          beforeSensitive: child(beforeSensitive, stepBefore),
          afterSensitive: child(afterSensitive, stepAfter),
        },
        found,
      );
    }
    return;
  }
  if (sameValue(before, after)) return;
  found.push({
    attribute: formatPath(path),
    before: maskedText(before, ...marks),
    after: maskedText(after, ...marks),
  });
}

type Step = readonly [step: string | number, before: string | number, after: string | number];

function keysOf(...values: readonly unknown[]): Step[] {
  const keys = new Set(values.filter(isValues).flatMap((value) => Object.keys(value)));
  return [...keys].map((key) => [key, key, key]);
}

/** Pairs the elements of two lists of blocks; undefined when these are not lists of blocks. */
function elementNames(before: unknown, after: unknown, afterUnknown: unknown): Step[] | undefined {
  const lists = [before, after, afterUnknown].filter(isList);
  const blocks = lists.flat();
  if (lists.length === 0 || blocks.length === 0 || !blocks.every((element) => isValues(element))) return undefined;
  const left = namesOf(before);
  const right = namesOf(after);
  if (left && right && Math.max(left.size, right.size) > 1) {
    return [...new Set([...left.keys(), ...right.keys()])].map((name) => [
      name,
      left.get(name) ?? -1,
      right.get(name) ?? -1,
    ]);
  }
  const length = Math.max(...lists.map((list) => list.length));
  return Array.from({ length }, (_, index) => [index, index, index]);
}

function namesOf(list: unknown): ReadonlyMap<string, number> | undefined {
  if (!isList(list)) return new Map();
  for (const attribute of ELEMENT_NAMES) {
    const names = list.map((element) => (isValues(element) ? textOf(element, attribute) : undefined));
    const known = names.filter((name) => name !== undefined);
    if (known.length === list.length && new Set(known).size === list.length) {
      return new Map(known.map((name, index) => [name, index]));
    }
  }
  return undefined;
}

function textOf(element: Values, attribute: string): string | undefined {
  const value = element[attribute];
  return typeof value === "string" && value !== "" ? value : undefined;
}
