import { valueAt } from "../plan/attribute-path";
import type { ResourceChange } from "../plan/resource-change";
import { blocksOf, isValues } from "../plan/values";
import type { DeliverySchema } from "./delivery-schema";

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
