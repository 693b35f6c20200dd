import { linesOf } from "../output/visible-text";
import { UNKNOWN } from "../plan/sensitive-values";
import type { Evidence } from "../review";
import { code, codePoints, fence, shorten } from "./markdown-text";

/** Code points up to which an attribute is shown on one line, before and after together. */
const LONGEST_ITEM = 120;
/** Code points of a line, and lines of an attribute, that are shown; review.json has all of them. */
const LONGEST_LINE = 300;
const MOST_LINES = 60;
/** Code points of a common beginning that are shown where two long values differ late. */
const COMMON_START = 40;

/** One attribute as an item of a list. */
export function attributeItem({ attribute, before, after }: Evidence): string[] {
  const name = code(shorten(attribute, LONGEST_ITEM));
  const values = [before, after].filter((value) => value !== undefined);
  const isLong = (value: string) => codePoints(value) > LONGEST_ITEM || linesOf(value).length > 1;
  // Against a value that nobody knows yet, every line of the old one would read as removed.
  if (after === UNKNOWN && before !== undefined && isLong(before))
    return [`- ${name}: changes; ${UNKNOWN.slice(1, -1)}`];
  const length = values.reduce((sum, value) => sum + codePoints(value), 0);
  if (length > LONGEST_ITEM || values.some((value) => linesOf(value).length > 1)) {
    const block = fence(differenceLines({ attribute, before, after }), "diff").map((line) => `  ${line}`);
    return [`- ${name}:`, "", ...block];
  }
  const end = after === undefined ? "not set" : code(after);
  return [`- ${name}: ${before === undefined ? end : `${code(before)} → ${end}`}`];
}

/** One attribute as lines of a `diff` block: what is removed with a minus, what is added with a plus. */
export function differenceLines({ attribute, before, after }: Evidence): string[] {
  const name = shorten(attribute, LONGEST_ITEM);
  const [old, fresh] = [valueLines(before), valueLines(after)];
  if (old.length <= 1 && fresh.length <= 1) {
    const start = commonStart(old[0] ?? "", fresh[0] ?? "");
    const signed = (sign: string, lines: readonly string[]) =>
      lines.map((line) => `${sign} ${name} = ${start === 0 ? "" : "…"}${shorten(line.slice(start), LONGEST_LINE)}`);
    return [...signed("-", old), ...signed("+", fresh)];
  }
  const lines = lineDifference(old, fresh).map((line) => shorten(line, LONGEST_LINE));
  const rest = lines.length - MOST_LINES;
  return [`  ${name} =`, ...lines.slice(0, MOST_LINES), ...(rest > 0 ? [`  … (${rest} more lines)`] : [])];
}

/** A value line by line; a JSON document, such as a policy, is laid out. */
function valueLines(value: string | undefined): string[] {
  if (value === undefined) return [];
  if (codePoints(value) > LONGEST_ITEM && /^\s*[{[]/u.test(value)) {
    try {
      return linesOf(JSON.stringify(JSON.parse(value), undefined, 2));
    } catch {
      // Looks like JSON and is not: it is shown as it is.
    }
  }
  return linesOf(value);
}

/** UTF-16 units of a long common beginning that can be left out. */
function commonStart(before: string, after: string): number {
  if (Math.max(before.length, after.length) <= LONGEST_LINE) return 0;
  let common = 0;
  while (common < before.length && before[common] === after[common]) common += 1;
  return Math.max(0, common - COMMON_START);
}

/** Lines around a difference that are shown for orientation. */
const CONTEXT = 2;
/** Lines up to which two texts are compared line by line; longer ones are shown one after the other. */
const MOST_COMPARED = 500;

/** The lines of two texts as `diff` shows them: `- ` only before, `+ ` only after, two spaces both. Far common lines are left out. */
function lineDifference(before: readonly string[], after: readonly string[]): string[] {
  if (before.length > MOST_COMPARED || after.length > MOST_COMPARED)
    return [...before.map((line) => `- ${line}`), ...after.map((line) => `+ ${line}`)];
  return withoutFarLines(compare(before, after));
}

function compare(before: readonly string[], after: readonly string[]): string[] {
  // common[i][j]: length of the longest common subsequence of what follows line i before and line j after.
  const common = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  const at = (row: number, column: number) => common[row]?.[column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const longest =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
      common[row]?.fill(longest, column, column + 1);
    }
  }
  const lines: string[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    const old = before[row];
    const fresh = after[column];
    if (old !== undefined && old === fresh) {
      lines.push(`  ${old}`);
      row += 1;
      column += 1;
    } else if (old !== undefined && (fresh === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push(`- ${old}`);
      row += 1;
    } else {
      lines.push(`+ ${fresh ?? ""}`);
      column += 1;
    }
  }
  return lines;
}

function withoutFarLines(lines: readonly string[]): string[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => !line.startsWith("  ")),
  );
  return lines.flatMap((line, index) => {
    if (near[index]) return [line];
    return index === 0 || near[index - 1] ? ["  …"] : [];
  });
}
