/** Whether old values fit a new type of Hive: all of them, as text only, or not. */
export type TypeChange = "widened" | "to-text" | "incompatible";

/** In each row a type takes all values of those before it. */
const WIDENING = [
  ["tinyint", "smallint", "int", "bigint"],
  ["float", "double"],
];

/** @see https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html */
export function typeChange(before: string, after: string): TypeChange {
  const [from, to] = [before, after].map((type) => type.replace(/\s/g, "").replace(/^integer$/, "int"));
  if (from === undefined || to === undefined) return "incompatible";
  if (from === to) return "widened";
  if (WIDENING.some((row) => row.includes(from) && row.indexOf(to) > row.indexOf(from))) return "widened";
  if (widerDecimal(from, to) || longerText(from, to)) return "widened";
  return to === "string" ? "to-text" : "incompatible";
}

function widerDecimal(from: string, to: string): boolean {
  const [before, after] = [from, to].map((type) => /^decimal\((\d+),(\d+)\)$/.exec(type)?.slice(1).map(Number));
  const [precision = 0, scale = 0] = before ?? [];
  const [newPrecision = 0, newScale = 0] = after ?? [];
  return before !== undefined && after !== undefined && newScale === scale && newPrecision >= precision;
}

function longerText(from: string, to: string): boolean {
  const [before, after] = [from, to].map((type) => /^(?:var)?char\((\d+)\)$/.exec(type)?.[1]);
  return before !== undefined && (to === "string" || (after !== undefined && Number(after) >= Number(before)));
}
