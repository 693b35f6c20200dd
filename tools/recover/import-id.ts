/** Attributes of a planned resource, as far as Terraform knows them. */
export type PlannedValues = Readonly<Record<string, unknown>>;

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** What makes the import id of each type that AWS refuses to create twice. */
const IMPORT_IDS: Readonly<Record<string, (values: Named, place: Place) => string>> = {
  aws_athena_workgroup: ({ name }) => name,
  aws_cloudwatch_log_group: ({ name }) => name,
  aws_cloudwatch_log_stream: ({ name, log_group_name: group }) => `${group}:${name}`,
  aws_dynamodb_table: ({ name }) => name,
  aws_glue_catalog_database: ({ name }, { accountId }) => `${accountId}:${name}`,
  aws_glue_catalog_table: ({ name, database_name: database }, { accountId }) => `${accountId}:${database}:${name}`,
  aws_glue_crawler: ({ name }) => name,
  aws_glue_job: ({ name }) => name,
  aws_glue_security_configuration: ({ name }) => name,
  aws_glue_trigger: ({ name }) => name,
  aws_iam_role: ({ name }) => name,
  aws_kinesis_firehose_delivery_stream: ({ name }, { accountId, region }) =>
    `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}`,
  aws_kinesis_stream: ({ name }) => name,
  aws_kms_alias: ({ name }) => name,
  aws_lakeformation_lf_tag: ({ key }, { accountId }) => `${accountId}:${key}`,
  aws_lambda_function: ({ function_name: name }) => name,
  aws_s3_bucket: ({ bucket }) => bucket,
};

type Named = Readonly<Record<"bucket" | "database_name" | "function_name" | "key" | "log_group_name" | "name", string>>;

/** AWS names the mapping that is there already, and nothing else does. */
const MAPPING_UUID = /existing mapping with UUID ([0-9a-f-]{36})/i;

/**
 * The id to import an existing resource by.
 *
 * @param message what AWS answered to the attempt to create it
 * @returns undefined for a type that is not known here
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs (section "Import" of each resource)
 */
export function importId(type: string, values: PlannedValues, place: Place, message: string): string | undefined {
  if (type === "aws_lambda_event_source_mapping") return MAPPING_UUID.exec(message)?.[1];
  const text = (name: string) => (typeof values[name] === "string" ? values[name] : "");
  return IMPORT_IDS[type]?.(
    {
      bucket: text("bucket"),
      database_name: text("database_name"),
      function_name: text("function_name"),
      key: text("key"),
      log_group_name: text("log_group_name"),
      name: text("name"),
    },
    place,
  );
}
