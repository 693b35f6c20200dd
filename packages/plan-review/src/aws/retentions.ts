import type { ResourceChange } from "../plan/resource-change";
import { type Values, blocksOf, valueAt } from "../plan/values";
import type { Severity } from "../review";

/** How long a resource keeps something, before and after; `Infinity` is without expiry. */
export interface Retention {
  readonly attribute: string;
  /** `records`, `messages`. */
  readonly of: string;
  readonly before: number;
  readonly after: number;
  readonly unit: "seconds" | "hours" | "days";
  readonly severity: Severity;
}

type Rule = Pick<Retention, "attribute" | "of" | "unit" | "severity"> & {
  /** What AWS does when the argument is absent. */
  readonly absent: number;
  /** True where 0 means that nothing expires. */
  readonly zeroIsForever?: boolean;
};

const RULES: Readonly<Record<string, Rule>> = {
  // https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DecreaseStreamRetentionPeriod.html
  aws_kinesis_stream: { attribute: "retention_period", of: "records", unit: "hours", absent: 24, severity: "block" },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
  aws_sqs_queue: {
    attribute: "message_retention_seconds",
    of: "messages",
    unit: "seconds",
    absent: 345_600,
    severity: "block",
  },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
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
    aws_memorydb_cluster: 0,
  }),
  aws_cloudwatch_log_group: {
    attribute: "retention_in_days",
    of: "log events",
    unit: "days",
    absent: Infinity,
    zeroIsForever: true,
    severity: "warn",
  },
};

/**
 * Automatic backups: AWS removes those that are older than the new limit, and makes none at 0.
 *
 * @param absent days that AWS keeps them without the argument, by type
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
 */
function backups(attribute: string, absent: Readonly<Record<string, number>>): Readonly<Record<string, Rule>> {
  const rule = { attribute, of: "automatic backups", unit: "days", severity: "block" } as const;
  return Object.fromEntries(Object.entries(absent).map(([type, days]) => [type, { ...rule, absent: days }]));
}

/** All retentions of one resource that the plan lowers. */
export function loweredRetentions(change: ResourceChange, isFreshOrGone: (bucket: unknown) => boolean): Retention[] {
  return [...byRule(change), ...recovery(change), ...bucketRetentions(change, isFreshOrGone)].filter(
    ({ before, after }) => after < before,
  );
}

function byRule(change: ResourceChange): Retention[] {
  const rule = RULES[change.type];
  if (rule === undefined || change.kind !== "update" || change.isUnknown(rule.attribute)) return [];
  const value = (values: Values): number => {
    const number = values[rule.attribute];
    if (typeof number !== "number") return rule.absent;
    return number === 0 && rule.zeroIsForever === true ? Infinity : number;
  };
  return [{ ...rule, before: value(change.before), after: value(change.after) }];
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html */
function recovery({ type, kind, before, after }: ResourceChange): Retention[] {
  if (type !== "aws_dynamodb_table" || kind !== "update") return [];
  const days = (values: Values): number => {
    if (valueAt(values, "point_in_time_recovery[0].enabled") !== true) return 0;
    const period = valueAt(values, "point_in_time_recovery[0].recovery_period_in_days");
    return typeof period === "number" && period > 0 ? period : 35;
  };
  return [
    {
      attribute: "point_in_time_recovery[0]",
      of: "point-in-time recovery",
      before: days(before),
      after: days(after),
      unit: "days",
      severity: "block",
    },
  ];
}

const EXPIRATIONS = [
  { path: "expiration[0].days", of: "objects" },
  { path: "noncurrent_version_expiration[0].noncurrent_days", of: "earlier versions" },
];

/**
 * Days after which the lifecycle rules of a bucket remove something, rule by rule. A rule that is new to a bucket with
 * objects in it shortens a retention that had no end.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
function bucketRetentions(change: ResourceChange, isFreshOrGone: (bucket: unknown) => boolean): Retention[] {
  const { type, kind, before, after } = change;
  if (type === "aws_s3_bucket_versioning") return versioning(change, isFreshOrGone);
  if (type !== "aws_s3_bucket_lifecycle_configuration") return [];
  if (kind === "delete" || (kind === "create" && isFreshOrGone(after["bucket"]))) return [];
  const from = rulesOf(before);
  return [...rulesOf(after)].flatMap(([id, rule]) =>
    EXPIRATIONS.map(({ path, of }) => {
      const old = from.get(id);
      // A rule that looks at other objects than before is a new rule to them.
      const same = old !== undefined && filterOf(old) === filterOf(rule);
      return {
        attribute: `rule[${JSON.stringify(id)}].${path}`,
        of: `${of} under rule "${id}"`,
        before: same ? daysOf(old, path) : Infinity,
        after: daysOf(rule, path),
        unit: "days" as const,
        severity: "block" as const,
      };
    }),
  );
}

function versioning({ kind, before, after }: ResourceChange, isFreshOrGone: (bucket: unknown) => boolean): Retention[] {
  const kept = (values: Values) => (valueAt(values, "versioning_configuration[0].status") === "Enabled" ? Infinity : 0);
  if (kind === "create" || (kind === "delete" && isFreshOrGone(before["bucket"]))) return [];
  return [
    {
      attribute: "versioning_configuration[0].status",
      of: "versions of what is overwritten or deleted from now on",
      before: kept(before),
      after: kind === "delete" ? 0 : kept(after),
      unit: "days",
      severity: "warn",
    },
  ];
}

function rulesOf(values: Values): ReadonlyMap<string, Values> {
  return new Map(blocksOf(values["rule"]).map((rule) => [String(rule["id"]), rule]));
}

function daysOf(rule: Values, path: string): number {
  const days = valueAt(rule, path);
  return rule["status"] === "Enabled" && typeof days === "number" && days > 0 ? days : Infinity;
}

function filterOf(rule: Values): string {
  return JSON.stringify([rule["filter"] ?? null, rule["prefix"] ?? ""]);
}
