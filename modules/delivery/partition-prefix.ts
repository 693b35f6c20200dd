/** Partition keys of a delivery stream: the name used in its prefix, and the jq 1.6 expression that finds its value. */
export type PartitionKeys = Readonly<Record<string, string>>;

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
