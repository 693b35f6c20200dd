import { valueAt } from "../plan/attribute-path";
import type { ResourceChange } from "../plan/resource-change";
import { blocksOf } from "../plan/values";

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
