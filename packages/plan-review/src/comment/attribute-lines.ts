import type { Evidence } from "../finding";
import { UNKNOWN } from "../plan/masked-text";
import { lineDifference } from "./line-difference";
import { linesOf } from "../visible-text";
import { code, codePoints, fence, shorten } from "./markdown-text";

/** Code points up to which an attribute is told on one line, before and after together. */
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
  // Against a value that nobody knows yet, every line of the old one would read as taken away.
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

/** One attribute as lines of a `diff` block: what is taken away with a minus, what is added with a plus. */
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
