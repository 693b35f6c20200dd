import {
  type DeliverySchema,
  type Disagreement,
  deliverySchema,
  missing,
  prefixDisagreements,
  projectionDisagreements,
} from "../aws/delivery-schema";
import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import type { Check } from "./check";

/**
 * Delivery stream and tables contradict each other after the apply: keys of the jq query and of the prefix, the table that
 * gives the Parquet schema, partition keys and projection. Terraform sees single resources, each valid by itself. Only what
 * this plan changes is reported.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-s3bucketprefix.html
 */
export const schemaDisagreement: Check = {
  id: "schema-disagreement",
  observe: (plan) => {
    const tables = plan.ofType("aws_glue_catalog_table").filter(stays);
    const deliveries = plan
      .ofType("aws_kinesis_firehose_delivery_stream")
      .filter(stays)
      .flatMap((delivery) => deliverySchema(delivery) ?? []);
    const tablesChange = plan.ofType("aws_glue_catalog_table").some(changes);
    const ofDeliveries = deliveries
      .filter(({ delivery }) => tablesChange || changes(delivery))
      .map((schema) => [schema.delivery, [...keyDisagreements(schema), ...tableDisagreements(schema, plan)]] as const);
    const ofTables = tables.map((table) => {
      const writers = deliveries.filter(({ delivery }) => changes(table) || changes(delivery));
      const projection = changes(table) ? projectionDisagreements(table) : [];
      return [table, [...projection, ...writers.flatMap((writer) => prefixDisagreements(table, writer))]] as const;
    });
    return [...ofDeliveries, ...ofTables].filter(([, found]) => found.length > 0).map(observation);
  },
};

function observation([change, found]: readonly [ResourceChange, readonly Disagreement[]]) {
  const attributes = [...new Set(found.map(({ attribute }) => attribute))];
  return {
    severity: "block" as const,
    topic: "data" as const,
    address: change.address,
    summary: `After the apply ${change.address} contradicts what it works with: ${found.map(({ text }) => text).join("; ")}.`,
    evidence: change.evidence(...attributes),
    remedy: "Change both sides in one pull request; what they share belongs in one constant.",
  };
}

function keyDisagreements({ queryKeys, prefix, prefixKeys }: DeliverySchema): Disagreement[] {
  if (prefix === undefined) return [];
  const attribute = "extended_s3_configuration[0].prefix";
  return [
    ...missing(prefixKeys, queryKeys ?? [], (key) => `the prefix uses ${key}, which the jq query does not give`),
    ...missing(queryKeys ?? [], prefixKeys, (key) => `the jq query gives ${key}, which the prefix does not use`),
  ].map((text) => ({ attribute, text }));
}

function tableDisagreements({ table }: DeliverySchema, plan: PlanUnderReview): Disagreement[] {
  const attribute = "extended_s3_configuration[0].data_format_conversion_configuration[0].schema_configuration[0]";
  const databases = plan.ofType("aws_glue_catalog_database").filter(stays);
  if (table === undefined || !databases.some(({ after }) => after["name"] === table.database)) return [];
  const found = plan.ofType("aws_glue_catalog_table").find(({ before, after, kind }) => {
    const { name, database_name: database } = kind === "delete" ? before : after;
    return name === table.name && (database === table.database || database === undefined);
  });
  const name = `${table.database}.${table.name}`;
  if (found === undefined) return [{ attribute, text: `its schema comes from ${name}, which the plan does not have` }];
  if (found.kind === "delete") return [{ attribute, text: `its schema comes from ${name}, which the plan destroys` }];
  const columnsChange = found.differences.some((difference) => difference.attribute.includes("columns"));
  if (table.version === "LATEST" || found.kind !== "update" || !columnsChange) return [];
  return [{ attribute, text: `its schema stays at version ${table.version} of ${name}, whose columns change` }];
}

function stays({ kind, deposed }: ResourceChange): boolean {
  return kind !== "delete" && kind !== "forget" && deposed === undefined;
}

function changes({ actions }: ResourceChange): boolean {
  return actions.some((action) => action !== "no-op" && action !== "read");
}
