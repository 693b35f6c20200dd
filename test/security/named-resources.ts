import type { Environment } from "../../environments/schema";
import { reference, type Synthesised } from "../modules/synthesised";
import { constructId } from "../stacks/synthesised-environments";

/** What `role-needs.ts` names, as the policies of one stack write it; undefined what the environment does without. */
export function resourcesOf(stack: Synthesised, { accountId, name: environment }: Environment) {
  const find = (type: string, id: string) => stack.ofType(type).find((resource) => constructId(resource) === id);
  const optional = (type: string, id: string) => {
    const found = find(type, id);
    return found && reference(found, "arn");
  };
  const arn = (type: string, id: string) => {
    const found = optional(type, id);
    if (found === undefined) throw new Error(`The stack has no ${type} "${id}".`);
    return found;
  };
  const database = stack
    .ofType("aws_glue_catalog_database")
    .find(({ config }) => String(config["name"]).includes("raw"));
  const lakeDatabase = stack
    .ofType("aws_glue_catalog_database")
    .find(({ config }) => String(config["name"]).includes("data_lake"));
  const schema = stack.ofType("aws_glue_catalog_table").find(({ config }) => config["name"] === "delivery_schema");
  if (database === undefined || lakeDatabase === undefined || schema === undefined) {
    throw new Error("The stack has no raw database, lake database or schema table.");
  }
  const glue = `arn:aws:glue:eu-central-1:${accountId}`;
  const logs = `arn:aws:logs:eu-central-1:${accountId}:log-group`;
  const lake = arn("aws_s3_bucket", "storage_lake_bucket");
  const failures = optional("aws_s3_bucket", "deduplicator_failures_bucket");
  const logStreams = (id: string) => {
    const group = optional("aws_cloudwatch_log_group", id);
    return group && `${group}:log-stream:2026`;
  };
  return {
    stream: arn("aws_kinesis_stream", "events_stream"),
    index: optional("aws_dynamodb_table", "deduplicator_index_table"),
    duplicates: optional("aws_sqs_queue", "deduplicator_duplicates_queue"),
    quarantine: optional("aws_sqs_queue", "deduplicator_quarantine_queue"),
    delivery: optional("aws_kinesis_firehose_delivery_stream", "delivery_stream"),
    function: optional("aws_lambda_function", "deduplicator_function"),
    key: optional("aws_kms_key", "encryption_key"),
    failures,
    failedBatch: failures && `${failures}/aws/lambda/a-mapping/shardId-000000000000/2026/11/24/batch`,
    lake,
    rawObject: `${lake}/raw/heartbeat_event/created_date=2026-11-24/part.parquet`,
    deltaObject: `${lake}/lake/heartbeat_event/part.parquet`,
    landingObject: `${lake}/landing/2026-11-24/10/part.gz`,
    jobObject: `${lake}/jobs/curate-0123456789ab.py`,
    folderMark: `${lake}/lake_$folder$`,
    errorObject: `${lake}/errors/format-conversion-failed/2026-11-24/part`,
    functionLog: logStreams("deduplicator_log_group"),
    deliveryLog: optional("aws_cloudwatch_log_stream", "delivery_log_stream"),
    landingLog: optional("aws_cloudwatch_log_stream", "landing_log_stream"),
    jobLog: `${logs}:/aws-glue/jobs/event-lake-${environment}-curation/error:log-stream:run`,
    crawlerLog: `${logs}:/aws-glue/crawlers:log-stream:raw-partitions`,
    otherLog: `${logs}:/aws/lambda/another-function:log-stream:2026`,
    catalogue: `${glue}:catalog`,
    rawDatabase: `${glue}:database/${reference(database, "name")}`,
    rawTable: `${glue}:table/${reference(database, "name")}/heartbeat_event`,
    deliverySchema: `${glue}:table/${reference(database, "name")}/${reference(schema, "name")}`,
    lakeDatabase: `${glue}:database/${reference(lakeDatabase, "name")}`,
    lakeTable: `${glue}:table/${reference(lakeDatabase, "name")}/heartbeat_event`,
    workgroup: arn("aws_athena_workgroup", "queries_workgroup"),
    results: arn("aws_s3_bucket", "queries_results_bucket"),
    result: `${arn("aws_s3_bucket", "queries_results_bucket")}/query.csv`,
    otherTable: `${glue}:table/another_database/heartbeat_event`,
    role: `arn:aws:iam::${accountId}:role/event-lake-deploy`,
    anything: "*",
  };
}

export type Place = keyof ReturnType<typeof resourcesOf>;
