import type { ResourceChange } from "../plan/resource-change";
import { blocksOf, isValues, valueAt } from "../plan/values";

/** What a delivery stream says of its records' schema and place, as planned. A part that is not known yet is undefined. */
export interface DeliverySchema {
  readonly delivery: ResourceChange;
  readonly prefix?: string;
  /** Keys that the jq query gives: `{table: .x, created_date: .y}`. */
  readonly queryKeys?: readonly string[];
  /** Keys that the prefix asks of the query. */
  readonly prefixKeys: readonly string[];
  /** Hive keys of the prefix, in order: `created_date=...`. */
  readonly hiveKeys: readonly string[];
  readonly bucketArn?: string;
  readonly table?: { readonly database: string; readonly name: string; readonly version: string };
}

const ROOT = "extended_s3_configuration[0]";

/** @returns undefined for a delivery stream that does not write to S3 */
export function deliverySchema(delivery: ResourceChange): DeliverySchema | undefined {
  if (valueAt(delivery.after, ROOT) === undefined) return undefined;
  const text = (path: string): string | undefined => {
    const value = valueAt(delivery.after, `${ROOT}.${path}`);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const prefix = text("prefix");
  const schema = "data_format_conversion_configuration[0].schema_configuration[0]";
  const [database, name] = [text(`${schema}.database_name`), text(`${schema}.table_name`)];
  return {
    delivery,
    prefix,
    queryKeys: queryKeys(delivery),
    prefixKeys: [...(prefix ?? "").matchAll(/!\{partitionKeyFromQuery:([^}]+)\}/g)].map(([, key]) => key ?? ""),
    hiveKeys: [...(prefix ?? "").matchAll(/(?:^|\/)([\w-]+)=/g)].map(([, key]) => key ?? ""),
    bucketArn: text("bucket_arn"),
    table:
      database === undefined || name === undefined
        ? undefined
        : { database, name, version: text(`${schema}.version_id`) ?? "LATEST" },
  };
}

/** @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-partitioning-keys.html */
function queryKeys({ after }: ResourceChange): readonly string[] | undefined {
  const parameters = blocksOf(valueAt(after, `${ROOT}.processing_configuration[0].processors`))
    .filter(({ type }) => type === "MetadataExtraction")
    .flatMap((processor) => blocksOf(processor["parameters"]));
  const query = parameters.find((parameter) => parameter["parameter_name"] === "MetadataExtractionQuery")?.[
    "parameter_value"
  ];
  if (typeof query !== "string") return undefined;
  return [...query.matchAll(/(?:^\s*\{|,)\s*"?([\w-]+)"?\s*:/g)].map(([, key]) => key ?? "");
}

/** A sentence on two places that contradict each other. */
export interface Disagreement {
  readonly attribute: string;
  readonly text: string;
}

/**
 * What a table's own parts say of its partitions: keys, projection, location template.
 * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export function projectionDisagreements(table: ResourceChange): Disagreement[] {
  const parameters = isValues(table.after["parameters"]) ? table.after["parameters"] : {};
  if (parameters["projection.enabled"] !== "true") return [];
  const keys = partitionKeys(table);
  const projected = Object.keys(parameters).flatMap((name) => /^projection\.(.+)\.type$/.exec(name)?.[1] ?? []);
  const template = parameters["storage.location.template"];
  const named =
    typeof template === "string" ? [...template.matchAll(/\$\{([^}]+)\}/g)].map(([, key]) => key ?? "") : keys;
  return [
    ...missing(keys, projected, (key) => `no projection.${key}.type for the partition key ${key}: Athena fails`),
    ...missing(projected, keys, (key) => `a projection of ${key}, which is no partition key`),
    ...missing(keys, named, (key) => `no \${${key}} in storage.location.template: partitions are not told apart`),
  ].map((text) => ({ attribute: "parameters", text }));
}

/**
 * Whether the partition keys of a table are those of the prefix that a delivery stream writes under it. The table that only
 * lends its columns to the delivery stream has no partitions of its own.
 */
export function prefixDisagreements(table: ResourceChange, delivery: DeliverySchema): Disagreement[] {
  const { prefix, hiveKeys, bucketArn } = delivery;
  const location = valueAt(table.after, "storage_descriptor[0].location");
  if (prefix === undefined || bucketArn === undefined || typeof location !== "string") return [];
  if (table.after["name"] === delivery.table?.name && table.after["database_name"] === delivery.table?.database)
    return [];
  const root = `s3://${bucketArn.split(":").at(-1) ?? ""}/${prefix.split("!{")[0] ?? ""}`;
  const keys = partitionKeys(table);
  if (!location.startsWith(root) || hiveKeys.length === 0 || keys.join() === hiveKeys.join()) return [];
  return [
    {
      attribute: "partition_keys",
      text: `partition keys ${keys.join(", ") || "(none)"}, but files arrive under ${hiveKeys.map((key) => `${key}=*`).join("/")}`,
    },
  ];
}

function partitionKeys(table: ResourceChange): string[] {
  return blocksOf(table.after["partition_keys"]).map(({ name }) => String(name));
}

/** A sentence for each element of one list that another lacks. */
export function missing(
  all: readonly string[],
  within: readonly string[],
  sentence: (element: string) => string,
): string[] {
  return all.filter((element) => !within.includes(element)).map(sentence);
}
