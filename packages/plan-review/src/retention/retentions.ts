import type { Severity } from "../finding";
import { valueAt } from "../plan/attribute-path";
import type { ResourceChange } from "../plan/resource-change";
import type { Values } from "../plan/values";
import { bucketRetentions } from "./bucket-retentions";

/** How long a resource keeps something, before and after; `Infinity` is for ever. */
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
  /** True where 0 means for ever. */
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
  aws_cloudwatch_log_group: {
    attribute: "retention_in_days",
    of: "log events",
    unit: "days",
    absent: Infinity,
    zeroIsForever: true,
    severity: "warn",
  },
};

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
