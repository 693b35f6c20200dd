import { type ColumnChange, columnChanges } from "../aws/columns";
import type { ResourceChange } from "../plan/resource-change";
import type { Evidence, Severity } from "../review";
import type { Check } from "./check";

/**
 * A table's columns or partition keys, or a registered schema, no longer fit what was written before. Columns are matched
 * by name: the plan compares them by position, and shows an insertion as a row of renames.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html
 */
export const eventSchemaChanged: Check = {
  id: "event-schema-changed",
  observe: (plan) => [
    ...plan
      .ofType("aws_glue_catalog_table")
      .filter(({ kind }) => kind === "update" || kind === "replace")
      .flatMap((table) => observeTable(table)),
    ...plan
      .ofType("aws_glue_schema")
      .filter(({ kind }) => kind === "update")
      .flatMap((schema) => observeSchema(schema)),
  ],
};

function observeTable(table: ResourceChange) {
  const changes = columnChanges(table.before, table.after).filter(({ severity }) => severity !== undefined);
  if (changes.length === 0) return [];
  const name = `${table.textBefore("database_name") ?? ""}.${table.textBefore("name") ?? ""}`;
  const location = table.textBefore("storage_descriptor[0].location");
  const severity: Severity = changes.some((change) => change.severity === "block") ? "block" : "warn";
  return [
    {
      severity,
      topic: "data" as const,
      address: table.address,
      summary: `Changes the schema of ${name}: ${changes.map(({ text }) => text).join("; ")}.`,
      evidence: changes.map(evidence),
      data: {
        holds: `rows that were written with the old schema${location === undefined ? "" : `, in ${location}`}`,
        lost:
          severity === "block"
            ? "nothing in S3, but queries fail or read null where the schema no longer fits"
            : "nothing",
        recovery: "The files are not touched: bring the old schema back, and they read as before.",
      },
      remedy:
        "Only add columns at the end and widen types (`int` to `bigint`, `float` to `double`). For anything else make a new column or a new table, and fill it from the old one.",
    },
  ];
}

function evidence({ attribute, before, after }: ColumnChange): Evidence {
  return { attribute, before, after };
}

/** The plan says nothing of compatibility, and the apply may "succeed" although the registration failed. */
function observeSchema(schema: ResourceChange) {
  const changed = schema.differences.filter(({ attribute }) => /^(schema_definition|compatibility)$/.test(attribute));
  if (changed.length === 0) return [];
  const closed = schema.before["compatibility"] === "DISABLED" && schema.after["compatibility"] === "DISABLED";
  return [
    {
      severity: closed ? ("block" as const) : ("warn" as const),
      topic: "data" as const,
      address: schema.address,
      summary: `Registers another version of the schema "${schema.textBefore("schema_name") ?? ""}" (compatibility ${schema.textAfter("compatibility") ?? "unknown"})${closed ? ", which takes no further version" : ": Terraform does not check that it is compatible"}.`,
      evidence: schema.evidence(...changed.map(({ attribute }) => attribute)),
      remedy:
        "Check it before the apply: `aws glue check-schema-version-validity`, and after it that the new version's status is AVAILABLE (`aws glue get-schema-version`).",
    },
  ];
}
