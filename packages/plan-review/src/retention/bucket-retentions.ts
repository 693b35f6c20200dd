import { valueAt } from "../plan/attribute-path";
import type { ResourceChange } from "../plan/resource-change";
import { blocksOf, type Values } from "../plan/values";
import type { Retention } from "./retentions";

const EXPIRATIONS = [
  { path: "expiration[0].days", of: "objects" },
  { path: "noncurrent_version_expiration[0].noncurrent_days", of: "earlier versions" },
];

/**
 * Days after which the lifecycle rules of a bucket remove something, rule by rule. A rule that is new to a bucket with
 * objects in it ends a retention without end.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export function bucketRetentions(change: ResourceChange, isFreshOrGone: (bucket: unknown) => boolean): Retention[] {
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
