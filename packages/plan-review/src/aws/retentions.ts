import type { ResourceChange } from "../plan/resource-change";
import { type Values, blocksOf, valueAt } from "../plan/values";
import type { Severity } from "../review";
import { RETENTION_RULES, type RetentionRule } from "../stores/retention-rules";

/** How long a resource keeps something, before and after; `Infinity` is without expiry. */
export interface Retention {
  readonly attribute: string;
  /** `records`, `messages`. */
  readonly of: string;
  readonly before: number;
  readonly after: number;
  readonly unit: RetentionRule["unit"];
  readonly severity: Severity;
  /** True when it is on or off, and no number. */
  readonly on?: unknown;
}

/** All retentions of one resource that the plan lowers. */
export function loweredRetentions(change: ResourceChange, isFreshOrGone: (bucket: unknown) => boolean): Retention[] {
  return [...byRule(change), ...recovery(change), ...bucketRetentions(change, isFreshOrGone)].filter(
    ({ before, after }) => after < before,
  );
}

function byRule(change: ResourceChange): Retention[] {
  if (change.kind !== "update") return [];
  const rules = RETENTION_RULES[change.type] ?? [];
  return rules
    .filter(({ attribute }) => !change.isUnknown(attribute))
    .map((rule) => ({ ...rule, before: amount(rule, change.before), after: amount(rule, change.after) }));
}

/** Providers write a time as a number, as a text of one, or with its unit: 168, "168", "604800s". */
function amount({ attribute, absent, zeroIsForever, on, scale = 1 }: RetentionRule, values: Values): number {
  const value = valueAt(values, attribute);
  if (on !== undefined) return value === on ? 1 : 0;
  const number = typeof value === "string" && /^-?\d+(\.\d+)?s?$/.test(value) ? parseFloat(value) : value;
  if (typeof number !== "number") return absent;
  return number < 0 || (number === 0 && zeroIsForever === true) ? Infinity : number / scale;
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
