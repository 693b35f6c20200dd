/**
 * Arguments that stay in force when the code leaves them out, though they protect, grant or lose data: found by taking
 * each out and planning with AWS provider 5.100.0. Every argument that is both optional and computed behaves so.
 */
export const WATCHED: Readonly<Record<string, readonly string[]>> = {
  aws_dynamodb_table: ["ttl", "point_in_time_recovery", "server_side_encryption", "local_secondary_index"],
  aws_glue_catalog_table: ["storage_descriptor.columns", "partition_index"],
  aws_kinesis_stream: ["stream_mode_details"],
  aws_kms_key: ["policy"],
  aws_lakeformation_data_lake_settings: [
    "admins",
    "create_database_default_permissions",
    "create_table_default_permissions",
  ],
  aws_lakeformation_permissions: ["permissions_with_grant_option"],
  aws_lambda_event_source_mapping: [
    "maximum_retry_attempts",
    "maximum_record_age_in_seconds",
    "parallelization_factor",
    "destination_config",
    "bisect_batch_on_function_error",
  ],
  aws_lambda_function: ["tracing_config", "ephemeral_storage"],
  aws_s3_bucket: [
    "cors_rule",
    "lifecycle_rule",
    "logging",
    "object_lock_configuration",
    "object_lock_enabled",
    "policy",
    "replication_configuration",
    "server_side_encryption_configuration",
    "versioning",
    "website",
  ],
  aws_sns_topic: ["policy"],
  aws_sqs_queue: ["redrive_policy", "redrive_allow_policy", "policy", "sqs_managed_sse_enabled", "kms_master_key_id"],
};
