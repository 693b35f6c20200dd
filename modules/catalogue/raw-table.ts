import type { GlueCatalogTableConfig } from "@cdktf/provider-aws/lib/glue-catalog-table";
import { ROUTING_FIELDS, type RawColumn } from "../../lambda-src/interface";
import { numberText, plus } from "../input-rules/token-numbers";

/** Written to a table's parameters by a crawler run, not by a person: a plan must not want to take them away. */
const CRAWLER_PARAMETERS = [
  "CrawlerSchemaDeserializerVersion",
  "CrawlerSchemaSerializerVersion",
  "UPDATED_BY_CRAWLER",
  "averageRecordSize",
  "objectCount",
  "recordCount",
  "sizeKey",
];

/** Days before its arrival that the date of a file may be: one, and up to a week in files of earlier versions. */
const DAYS_BEFORE_ARRIVAL = 8;

export interface RawTableProps {
  readonly name: string;
  readonly databaseName: string;
  readonly description: string;
  readonly columns: readonly RawColumn[];
  /** `s3://...`, without a slash at the end. */
  readonly location: string;
  /** Further table parameters, for example the contract's version. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * The configuration of an external Parquet table.
 * @see https://docs.aws.amazon.com/athena/latest/ug/parquet-serde.html
 */
export function parquetTable(props: RawTableProps): GlueCatalogTableConfig {
  return {
    name: props.name,
    databaseName: props.databaseName,
    description: props.description,
    tableType: "EXTERNAL_TABLE",
    parameters: { EXTERNAL: "TRUE", classification: "parquet", ...props.parameters },
    storageDescriptor: {
      location: props.location,
      inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
      outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
      serDeInfo: {
        serializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        parameters: { "serialization.format": "1" },
      },
      columns: props.columns.map(({ name, type, comment }) => ({ name, type, comment })),
    },
    lifecycle: { ignoreChanges: CRAWLER_PARAMETERS.map((parameter) => `parameters["${parameter}"]`) },
  };
}

/**
 * The same, partitioned by date. Athena computes the dates of what is kept instead of asking the catalogue, so that a new date
 * needs no crawler run; it looks for each of them when a query names none.
 *
 * @param keptDays after which a file expires
 * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export function datePartitionedTable(props: RawTableProps, keptDays: number): GlueCatalogTableConfig {
  const date = ROUTING_FIELDS.createdDate;
  return {
    ...parquetTable({
      ...props,
      parameters: {
        ...props.parameters,
        "projection.enabled": "true",
        [`projection.${date}.type`]: "date",
        [`projection.${date}.format`]: "yyyy-MM-dd",
        [`projection.${date}.range`]: `NOW-${numberText(plus(keptDays, DAYS_BEFORE_ARRIVAL))}DAYS,NOW+2DAYS`,
        // "$${" is how Terraform writes "${": Athena fills it in, not Terraform.
        "storage.location.template": `${props.location}/${date}=$\${${date}}`,
      },
    }),
    partitionKeys: [{ name: date, type: "date", comment: "Date of created_at, UTC" }],
  };
}
