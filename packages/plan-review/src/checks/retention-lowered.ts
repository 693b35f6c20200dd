import { duration } from "../aws/duration";
import { type Retention, loweredRetentions } from "../aws/retentions";
import { storeOf } from "../aws/stores";
import type { ResourceChange } from "../plan/resource-change";
import type { DataAtRisk } from "../review";
import type { Check } from "./check";

/**
 * Something is kept for less time than now. AWS removes at once, or within a day, what is older than the new limit, and
 * raising it again brings nothing back. An argument that is removed falls back to AWS's default, which is shorter.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DecreaseStreamRetentionPeriod.html
 */
export const retentionLowered: Check = {
  id: "retention-lowered",
  observe: (plan) => {
    const freshOrGone = new Set(
      plan
        .ofType("aws_s3_bucket")
        .filter(({ kind }) => kind === "create" || kind === "delete")
        .map(({ before, after }) => before["bucket"] ?? after["bucket"]),
    );
    return (
      plan.changed
        // A store that goes is no matter of retention; what only describes one (lifecycle rules, versioning) is.
        .filter(({ destroys, type }) => !destroys || storeOf(plan, type) === undefined)
        .flatMap((change) => {
          const lowered = loweredRetentions(change, (bucket) => bucket === undefined || freshOrGone.has(bucket));
          if (lowered.length === 0) return [];
          return [observation(change, lowered)];
        })
    );
  },
};

function observation(change: ResourceChange, lowered: readonly Retention[]) {
  return {
    severity: lowered.some(({ severity }) => severity === "block") ? ("block" as const) : ("warn" as const),
    topic: "data" as const,
    address: change.address,
    summary: `Keeps less: ${lowered.map((retention) => `${retention.of} ${text(retention, "after")} instead of ${text(retention, "before")}`).join("; ")}.`,
    evidence: lowered.map((retention) => ({
      attribute: retention.attribute,
      before: text(retention, "before"),
      after: text(retention, "after"),
    })),
    data: dataAtRisk(lowered),
    remedy:
      "Keep the longer time; or make sure that nothing still has to be read, replayed or recovered from before it.",
  };
}

function dataAtRisk(lowered: readonly Retention[]): DataAtRisk {
  return {
    holds: lowered.map((retention) => `${retention.of}, ${text(retention, "before")}`).join("; "),
    lost: lowered
      .map((retention) =>
        retention.after === 0 ? `all ${retention.of}` : `${retention.of} older than ${text(retention, "after")}`,
      )
      .join("; "),
    recovery: "None: a longer retention later does not bring back what is gone.",
  };
}

function text(retention: Retention, moment: "before" | "after"): string {
  const value = retention[moment];
  if (retention.on !== undefined) return value === 0 ? "off" : "on";
  if (value === 0) return "not any more";
  if (value === Infinity) return "without expiry";
  if (retention.unit === "seconds") return duration(value);
  return `${value} ${value === 1 ? retention.unit.slice(0, -1) : retention.unit}`;
}
