import type { Severity } from "../review";

/** Where a type says how long it keeps something. */
export interface RetentionRule {
  /** Path of the attribute: a number, or a text such as `86400s`; with `on`, a switch. */
  readonly attribute: string;
  /** `records`, `messages`. */
  readonly of: string;
  readonly unit: "seconds" | "hours" | "days" | "backups";
  /** What the service does when the argument is absent. */
  readonly absent: number;
  readonly severity: Severity;
  /** True where 0 means that nothing expires. */
  readonly zeroIsForever?: boolean;
  /** Value of a switch under which it is kept at all. @default - it is a number */
  readonly on?: unknown;
  /** How many of the attribute's own units are one. @default 1 */
  readonly scale?: number;
}

type Rules = Readonly<Record<string, readonly RetentionRule[]>>;

/** Automatic backups: those that are older than the new limit are removed, and at 0 none are made. @param absent days without the argument, by type */
function backups(attribute: string, absent: Readonly<Record<string, number>>): Rules {
  const rule = { attribute, of: "automatic backups", unit: "days", severity: "block" } as const;
  return Object.fromEntries(Object.entries(absent).map(([type, days]) => [type, [{ ...rule, absent: days }]]));
}

function kept(
  attribute: string,
  of: string,
  unit: RetentionRule["unit"],
  absent: number,
  more: Partial<RetentionRule> = {},
): RetentionRule {
  return { attribute, of, unit, absent, severity: "block", ...more };
}

function switched(attribute: string, of: string, on: unknown = true): RetentionRule {
  return { attribute, of, on, unit: "days", absent: 0, severity: "block" };
}

/**
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DecreaseStreamRetentionPeriod.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
 */
const AWS: Rules = {
  aws_kinesis_stream: [kept("retention_period", "records", "hours", 24)],
  aws_kinesis_video_stream: [kept("data_retention_in_hours", "video", "hours", 0)],
  aws_sqs_queue: [kept("message_retention_seconds", "messages", "seconds", 345_600)],
  aws_cloudwatch_log_group: [
    kept("retention_in_days", "log events", "days", Infinity, { zeroIsForever: true, severity: "warn" }),
  ],
  aws_cloudwatch_event_archive: [
    kept("retention_days", "archived events", "days", Infinity, { zeroIsForever: true, severity: "warn" }),
  ],
  aws_cloudtrail_event_data_store: [kept("retention_period", "events of the account", "days", 2555)],
  aws_timestreamwrite_table: [
    kept("retention_properties[0].magnetic_store_retention_period_in_days", "series", "days", 73_000),
  ],
  aws_efs_backup_policy: [switched("backup_policy[0].status", "automatic backups", "ENABLED")],
  aws_keyspaces_table: [switched("point_in_time_recovery[0].status", "point-in-time recovery", "ENABLED")],
  ...backups("backup_retention_period", {
    aws_db_instance: 0,
    aws_docdb_cluster: 1,
    aws_neptune_cluster: 1,
    aws_rds_cluster: 1,
  }),
  ...backups("automated_snapshot_retention_period", { aws_redshift_cluster: 1 }),
  ...backups("snapshot_retention_limit", {
    aws_elasticache_cluster: 0,
    aws_elasticache_replication_group: 0,
    aws_elasticache_serverless_cache: 0,
    aws_memorydb_cluster: 0,
  }),
  ...backups("automatic_backup_retention_days", {
    aws_fsx_lustre_file_system: 0,
    aws_fsx_ontap_file_system: 0,
    aws_fsx_openzfs_file_system: 0,
    aws_fsx_windows_file_system: 7,
  }),
};

/**
 * @see https://cloud.google.com/sql/docs/mysql/backup-recovery/backups
 * @see https://cloud.google.com/storage/docs/soft-delete
 * @see https://cloud.google.com/pubsub/docs/replay-overview
 */
const GOOGLE: Rules = {
  google_sql_database_instance: [
    switched("settings[0].backup_configuration[0].enabled", "automatic backups"),
    switched("settings[0].backup_configuration[0].point_in_time_recovery_enabled", "point-in-time recovery"),
    switched("settings[0].backup_configuration[0].binary_log_enabled", "binary logs"),
    kept(
      "settings[0].backup_configuration[0].backup_retention_settings[0].retained_backups",
      "automatic backups",
      "backups",
      7,
    ),
  ],
  google_storage_bucket: [
    switched("versioning[0].enabled", "versions of what is overwritten or deleted from now on"),
    kept("soft_delete_policy[0].retention_duration_seconds", "deleted objects", "seconds", 604_800),
  ],
  google_pubsub_subscription: [kept("message_retention_duration", "messages", "seconds", 604_800)],
  google_pubsub_topic: [kept("message_retention_duration", "messages", "seconds", 0)],
  google_bigquery_dataset: [kept("max_time_travel_hours", "earlier states of tables", "hours", 168)],
  google_logging_project_bucket_config: [kept("retention_days", "log entries", "days", 30, { severity: "warn" })],
};

/**
 * @see https://learn.microsoft.com/azure/azure-sql/database/automated-backups-overview
 * @see https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview
 */
const AZURE: Rules = {
  ...backups("backup_retention_days", {
    azurerm_mariadb_server: 7,
    azurerm_mysql_flexible_server: 7,
    azurerm_mysql_server: 7,
    azurerm_postgresql_flexible_server: 7,
    azurerm_postgresql_server: 7,
  }),
  ...backups("short_term_retention_policy[0].retention_days", {
    azurerm_mssql_database: 7,
    azurerm_mssql_managed_database: 7,
  }),
  azurerm_storage_account: [
    switched("blob_properties[0].versioning_enabled", "versions of what is overwritten or deleted from now on"),
    kept("blob_properties[0].delete_retention_policy[0].days", "deleted blobs", "days", 0),
    kept("blob_properties[0].container_delete_retention_policy[0].days", "deleted containers", "days", 0),
    kept("share_properties[0].retention_policy[0].days", "deleted file shares", "days", 0),
  ],
  azurerm_cosmosdb_account: [kept("backup[0].retention_in_hours", "automatic backups", "hours", 8)],
  azurerm_eventhub: [kept("message_retention", "events", "days", 1)],
  azurerm_log_analytics_workspace: [kept("retention_in_days", "logs", "days", 30, { severity: "warn" })],
};

const kafka = [kept('config["retention.ms"]', "records", "seconds", 604_800, { scale: 1000 })];
const snowflake = [kept("data_retention_time_in_days", "earlier states", "days", 1)];
const atlas = [
  switched("backup_enabled", "automatic backups"),
  switched("cloud_backup", "automatic backups"),
  switched("pit_enabled", "point-in-time recovery"),
];

/** How long types keep things, by type: AWS, Google Cloud, Azure, Kafka, Snowflake, MongoDB Atlas. */
export const RETENTION_RULES: Rules = {
  ...AWS,
  ...GOOGLE,
  ...AZURE,
  confluent_kafka_topic: kafka,
  kafka_topic: kafka,
  mongodbatlas_advanced_cluster: atlas,
  mongodbatlas_cluster: atlas,
  snowflake_database: snowflake,
  snowflake_schema: snowflake,
  snowflake_table: snowflake,
};
