import { environmentNamed } from "../fixtures/environments";
import { inLake, synthesiseAccount, synthesiseEventLake } from "./synthesised-environments";
import type { Synthesised } from "../modules/synthesised";

/**
 * The addresses of everything that keeps something. An address is what ties the code to what is deployed: a construct
 * that is renamed, or moved in the tree, has another, and Terraform then DESTROYS the old resource, with its data, and
 * creates a new one. So a change of these lists ships with `moveTo` (or `moveFromId`) on the new construct.
 * https://developer.hashicorp.com/terraform/cdktf/examples-and-guides/refactoring
 */
const STATEFUL_TYPES = [
  "aws_cloudwatch_log_group",
  "aws_dynamodb_table",
  "aws_glue_catalog_database",
  "aws_glue_catalog_table",
  "aws_kinesis_firehose_delivery_stream",
  "aws_kinesis_stream",
  "aws_kms_key",
  "aws_s3_bucket",
  "aws_sqs_queue",
];

const EVENT_LAKE = [
  "aws_cloudwatch_log_group.curation_log_error_F59F0276",
  "aws_cloudwatch_log_group.curation_log_output_B6C173BE",
  "aws_cloudwatch_log_group.deduplicator_log_group_CB15CDE3",
  "aws_cloudwatch_log_group.delivery_log_group_664769EF",
  "aws_dynamodb_table.deduplicator_index_table_0C0EF134",
  "aws_glue_catalog_database.catalogue_data_lake_B6204CA8",
  "aws_glue_catalog_database.catalogue_raw_data_2A435ACB",
  "aws_glue_catalog_table.catalogue_delivery_schema_84EDC1B1",
  "aws_glue_catalog_table.catalogue_heartbeat_event_901A3B22",
  "aws_glue_catalog_table.catalogue_late_event_90C21A50",
  "aws_glue_catalog_table.catalogue_lesson_started_event_9FEB098B",
  "aws_glue_catalog_table.catalogue_payment_order_completed_event_8CDDC8C6",
  "aws_glue_catalog_table.catalogue_rejected_event_A6BC8363",
  "aws_glue_catalog_table.catalogue_uncontracted_event_BFC35E2D",
  "aws_kinesis_firehose_delivery_stream.delivery_stream_036AB1BA",
  "aws_kinesis_stream.events_stream_8A2FC160",
  "aws_kms_key.encryption_key_EEB70057",
  "aws_s3_bucket.deduplicator_failures_bucket_1154489B",
  "aws_s3_bucket.queries_results_bucket_5A0ADAC7",
  "aws_s3_bucket.storage_lake_bucket_78128BEF",
  "aws_sqs_queue.deduplicator_duplicates_queue_3AC2E97C",
  "aws_sqs_queue.deduplicator_quarantine_queue_DC4924DB",
];

const ACCOUNT = ["aws_kms_key.state_backend_key_F117CC4B", "aws_s3_bucket.state_backend_state_bucket_C3BE7933"];

function statefulAddresses(stack: Synthesised): string[] {
  return stack.resources
    .filter(({ type }) => STATEFUL_TYPES.includes(type))
    .map(({ type, id }) => `${type}.${id}`)
    .sort();
}

test("the addresses of everything that keeps something are the ones that are deployed", () => {
  expect(statefulAddresses(synthesiseEventLake(environmentNamed("prod")))).toEqual(EVENT_LAKE);
  expect(statefulAddresses(synthesiseAccount(environmentNamed("prod")))).toEqual(ACCOUNT);
});

test("an environment has the same addresses as prod, except for the key that dev does without", () => {
  expect(statefulAddresses(synthesiseEventLake(environmentNamed("staging")))).toEqual(EVENT_LAKE);
  expect(statefulAddresses(synthesiseEventLake(environmentNamed("dev")))).toEqual(
    EVENT_LAKE.filter((address) => !address.startsWith("aws_kms_key.")),
  );
});

/** What in-flight processing has of its own. */
const IN_FLIGHT_ONLY = /\.(deduplicator|delivery)_/;

test("a lake of in-lake processing keeps every address but those of in-flight processing, and has two of its own", () => {
  expect(statefulAddresses(synthesiseEventLake(inLake(environmentNamed("prod"))))).toEqual(
    [
      ...EVENT_LAKE.filter((address) => !IN_FLIGHT_ONLY.test(address)),
      "aws_cloudwatch_log_group.landing_log_group_E861A108",
      "aws_kinesis_firehose_delivery_stream.landing_stream_63C72A1F",
    ].sort(),
  );
});

test("while an environment switches its processing, both are there under their own addresses", () => {
  const both = statefulAddresses(
    synthesiseEventLake({ ...environmentNamed("prod"), processing: "in-lake", switchingFrom: "in-flight" }),
  );

  expect(both).toEqual(expect.arrayContaining(EVENT_LAKE));
  expect(both).toHaveLength(EVENT_LAKE.length + 2);
});
