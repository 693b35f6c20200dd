import type { MetricAlarm, StateValue } from "@aws-sdk/client-cloudwatch";
import type { MetricStore } from "./metric-store";

const MINUTE = 60_000;

/** Whether a value is on the wrong side of a threshold. */
const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** A state, and why, as CloudWatch words it. */
export interface AlarmState {
  readonly state: StateValue;
  readonly reason: string;
}

/**
 * The state of an alarm now: M of the last N periods on the wrong side of the threshold, periods without a value as the
 * alarm says. The periods end with the last whole minute: one that is not over has too few values.
 *
 * @throws Error for an alarm that is not on one metric, one statistic and a threshold
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarm-evaluation
 */
export function alarmState(alarm: MetricAlarm, metrics: MetricStore, now: number): AlarmState {
  const { AlarmName: name = "", Threshold: threshold, Period: period, Statistic: statistic } = alarm;
  const {
    EvaluationPeriods: periods = 1,
    DatapointsToAlarm: needed = periods,
    TreatMissingData: missing = "missing",
  } = alarm;
  const isBreaching = COMPARISONS[alarm.ComparisonOperator ?? ""];
  if (threshold === undefined || period === undefined || statistic === undefined || isBreaching === undefined) {
    throw new Error(
      `Alarm ${name}: the local cloud evaluates one statistic of one metric against a threshold, and this alarm is none.`,
    );
  }
  const metric = {
    namespace: alarm.Namespace ?? "",
    name: alarm.MetricName ?? "",
    dimensions: Object.fromEntries((alarm.Dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value])),
  };
  const end = Math.floor(now / MINUTE) * MINUTE;
  const values = Array.from({ length: periods }, (_, back) =>
    metrics.statistic(metric, statistic, end - (back + 1) * period * 1000, end - back * period * 1000),
  );
  const present = values.filter((value) => value !== undefined);
  const before = { state: alarm.StateValue ?? "INSUFFICIENT_DATA", reason: alarm.StateReason ?? "" };
  if (present.length === 0 && missing === "ignore") return before;
  if (present.length === 0 && missing === "missing") {
    return { state: "INSUFFICIENT_DATA", reason: `Insufficient Data: ${periods} datapoints were unknown.` };
  }
  const assumed = missing === "breaching" ? values.length - present.length : 0;
  const breaching = present.filter((value) => isBreaching(value, threshold)).length + assumed;
  const state = breaching >= needed ? "ALARM" : "OK";
  const listed = values.map((value) => value ?? `missing (${missing})`).join(", ");
  return {
    state,
    reason: `${breaching} of the last ${periods} datapoints [${listed}] breach the threshold (${threshold}); ${needed} make an alarm.`,
  };
}
