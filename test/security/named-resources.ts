import { reference, type Synthesised } from "../modules/synthesised";
import { constructId } from "../stacks/synthesised-environments";

/** What `role-needs.ts` names, as the policies of one stack write it; undefined what the environment does without. */
export function resourcesOf(stack: Synthesised, accountId: string) {
  const arn = (type: string, id: string) => {
    const found = stack.ofType(type).find((resource) => constructId(resource) === id);
    if (found === undefined) throw new Error(`The stack has no ${type} "${id}".`);
    return reference(found, "arn");
  };
  const database = stack
    .ofType("aws_glue_catalog_database")
    .find(({ config }) => String(config["name"]).includes("raw"));
  const schema = stack.ofType("aws_glue_catalog_table").find(({ config }) => config["name"] === "delivery_schema");
  if (database === undefined || schema === undefined) throw new Error("The stack has no raw database or schema table.");
  const glue = `arn:aws:glue:eu-central-1:${accountId}`;
  const logs = `arn:aws:logs:eu-central-1:${accountId}:log-group`;
  const lake = arn("aws_s3_bucket", "storage_lake_bucket");
  const failures = arn("aws_s3_bucket", "deduplicator_failures_bucket");
  return {
    stream: arn("aws_kinesis_stream", "events_stream"),
    index: arn("aws_dynamodb_table", "deduplicator_index_table"),
    duplicates: arn("aws_sqs_queue", "deduplicator_duplicates_queue"),
    quarantine: arn("aws_sqs_queue", "deduplicator_quarantine_queue"),
    delivery: arn("aws_kinesis_firehose_delivery_stream", "delivery_stream"),
    function: arn("aws_lambda_function", "deduplicator_function"),
    key: stack.ofType("aws_kms_key").length === 0 ? undefined : arn("aws_kms_key", "encryption_key"),
    failures,
    failedBatch: `${failures}/aws/lambda/a-mapping/shardId-000000000000/2026/11/24/batch`,
    lake,
    rawObject: `${lake}/raw/heartbeat_event/created_date=2026-11-24/part.parquet`,
    deltaObject: `${lake}/lake/heartbeat_event/part.parquet`,
    errorObject: `${lake}/errors/format-conversion-failed/2026-11-24/part`,
    functionLog: `${arn("aws_cloudwatch_log_group", "deduplicator_log_group")}:log-stream:2026`,
    deliveryLog: arn("aws_cloudwatch_log_stream", "delivery_log_stream"),
    crawlerLog: `${logs}:/aws-glue/crawlers:log-stream:raw-partitions`,
    otherLog: `${logs}:/aws/lambda/another-function:log-stream:2026`,
    catalogue: `${glue}:catalog`,
    rawDatabase: `${glue}:database/${reference(database, "name")}`,
    rawTable: `${glue}:table/${reference(database, "name")}/heartbeat_event`,
    deliverySchema: `${glue}:table/${reference(database, "name")}/${reference(schema, "name")}`,
    otherTable: `${glue}:table/another_database/heartbeat_event`,
    role: `arn:aws:iam::${accountId}:role/event-lake-deploy`,
    anything: "*",
  };
}

export type Place = keyof ReturnType<typeof resourcesOf>;
