import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { alarmState } from "../../src/metrics/alarm-state";
import { MetricStore } from "../../src/metrics/metric-store";

const NOW = Date.UTC(2026, 10, 22, 12, 0, 30);
const PERIOD = 300;
const MINUTE = 60_000;

const ALARM: MetricAlarm = {
  AlarmName: "orders",
  Namespace: "Shop",
  MetricName: "Orders",
  Dimensions: [{ Name: "Shop", Value: "north" }],
  Statistic: "Sum",
  ComparisonOperator: "GreaterThanThreshold",
  Threshold: 5,
  Period: PERIOD,
  EvaluationPeriods: 3,
  TreatMissingData: "notBreaching",
  StateValue: "OK",
};

/** Values by period, the latest first; undefined is none. */
const with_ = (...periods: readonly (number | undefined)[]) => {
  const store = new MetricStore();
  store.record(
    periods.flatMap((value, back) =>
      value === undefined
        ? []
        : [
            {
              namespace: "Shop",
              name: "Orders",
              dimensions: { Shop: "north" },
              value,
              at: NOW - MINUTE - back * PERIOD * 1000,
            },
          ],
    ),
  );
  return store;
};

test.each([
  ["all periods breach", {}, [6, 6, 6], "ALARM"],
  ["one period is at the threshold", {}, [6, 5, 6], "OK"],
  ["one period is missing and that is no breach", {}, [6, undefined, 6], "OK"],
  ["one period is missing and that is a breach", { TreatMissingData: "breaching" }, [6, undefined, 6], "ALARM"],
  ["two of three make an alarm", { DatapointsToAlarm: 2 }, [6, undefined, 6], "ALARM"],
  ["no value is a breach", { TreatMissingData: "breaching" }, [], "ALARM"],
  ["no value is no breach", {}, [], "OK"],
  ["no value is unknown", { TreatMissingData: "missing" }, [], "INSUFFICIENT_DATA"],
  ["no value changes nothing", { TreatMissingData: "ignore", StateValue: "ALARM" as const }, [], "ALARM"],
  ["a minimum is undercut", { ComparisonOperator: "LessThanThreshold" as const }, [4, 4, 4], "ALARM"],
  ["a minimum is just kept", { ComparisonOperator: "LessThanThreshold" as const }, [5, 4, 4], "OK"],
  ["at least is enough", { ComparisonOperator: "GreaterThanOrEqualToThreshold" as const }, [5, 5, 5], "ALARM"],
  ["at most is enough", { ComparisonOperator: "LessThanOrEqualToThreshold" as const }, [5, 5, 5], "ALARM"],
  ["what was long ago does not count", { EvaluationPeriods: 1 }, [undefined, undefined, 6], "OK"],
])("%s", (_title, change: Partial<MetricAlarm>, periods, state) => {
  expect(alarmState({ ...ALARM, ...change }, with_(...periods), NOW).state).toBe(state);
});

test("a minute that is not over does not count", () => {
  const store = new MetricStore();
  store.record([{ namespace: "Shop", name: "Orders", dimensions: { Shop: "north" }, value: 6, at: NOW }]);

  expect(alarmState({ ...ALARM, EvaluationPeriods: 1 }, store, NOW).state).toBe("OK");
  expect(alarmState({ ...ALARM, EvaluationPeriods: 1 }, store, NOW + MINUTE).state).toBe("ALARM");
});

test("the reason tells the values, the threshold and what makes an alarm", () => {
  expect(alarmState(ALARM, with_(6, undefined, 7), NOW).reason).toBe(
    "2 of the last 3 datapoints [6, missing (notBreaching), 7] breach the threshold (5); 3 make an alarm.",
  );
});

test("an alarm on an expression is refused: nothing would ever ring it", () => {
  expect(() => alarmState({ AlarmName: "ratio", Threshold: 1 }, with_(), NOW)).toThrow(
    "Alarm ratio: the local cloud evaluates one statistic of one metric",
  );
});
