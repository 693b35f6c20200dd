import { RIGHT, type Rule, wrong } from "../input-rules/rule";

/** Partition keys of a delivery stream: the name used in its prefix, and the jq 1.6 expression that finds its value. */
export type PartitionKeys = Readonly<Record<string, string>>;

/** Name of a key, as the prefix and the query have it. */
export const partitionKeyName: Rule = (name) =>
  typeof name === "string" && /^[A-Za-z_]\w{0,63}$/.test(name)
    ? RIGHT
    : wrong(name, "the name of a partition key must be 1 to 64 letters, digits and _, no digit first", "Rename it");

/** One expression of jq: a comma would begin another key of the query. */
export const jqExpression: Rule = (value) => {
  const rule = "must be one jq expression, such as .table_name";
  if (typeof value !== "string" || value.trim() === "") return wrong(value, rule, "Write one");
  const bare = value.replaceAll(/"(\\.|[^"\\])*"/g, "");
  if (bare.includes('"')) return wrong(value, rule, "Close the quotation mark");
  let rest = bare;
  // Brackets that hold no others, taken away until none is left.
  for (let before = ""; before !== rest;) {
    before = rest;
    rest = rest.replaceAll(/\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g, "");
  }
  if (/[()[\]{}]/.test(rest)) return wrong(value, rule, "Close each bracket that is opened");
  return rest.includes(",") ? wrong(value, rule, "Put what has a comma in brackets") : RIGHT;
};

const LONGEST_QUERY = 5_120;

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_ProcessorParameter.html */
export const partitionQueryLength: Rule = (value) => {
  const { length } = partitionQuery(value as PartitionKeys);
  const rule = `the query of all keys has ${LONGEST_QUERY.toLocaleString("en-US")} characters at most, and this has ${length}`;
  return length <= LONGEST_QUERY ? RIGHT : wrong(value, rule, "Write shorter expressions");
};

/** The jq query that Firehose runs on every record: `{table:.table_name,created_date:.created_date}`. */
export function partitionQuery(keys: PartitionKeys): string {
  return `{${Object.entries(keys)
    .map(([name, expression]) => `${name}:${expression}`)
    .join(",")}}`;
}

/**
 * Checks that a prefix uses exactly the keys that the query finds: AWS refuses a prefix that names another key when the
 * stream is created, and a key that no prefix uses is paid for and thrown away.
 *
 * @throws Error naming the construct and the keys that have no counterpart
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-partitioning-keys.html
 */
export function checkPrefixKeys(construct: string, prefix: string, keys: PartitionKeys): void {
  const used = [...prefix.matchAll(/!\{partitionKeyFromQuery:([^}]*)\}/g)].map(([, name]) => name ?? "");
  const found = Object.keys(keys);
  const unknown = used.filter((name) => !found.includes(name));
  const unused = found.filter((name) => !used.includes(name));
  if (unknown.length === 0 && unused.length === 0) return;
  throw new Error(
    [
      `${construct}: the prefix "${prefix}" and the partition keys (${found.join(", ")}) do not match:`,
      ...unknown.map((name) => `  the prefix uses "${name}", which no key gives`),
      ...unused.map((name) => `  the key "${name}" is not used by the prefix`),
      "Name the same keys in both.",
    ].join("\n"),
  );
}
