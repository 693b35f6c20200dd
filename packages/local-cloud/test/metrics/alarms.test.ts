import {
  DescribeAlarmsCommand,
  type MetricAlarm,
  ResourceNotFound,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { Alarms } from "../../src/metrics/alarms";
import { MetricStore } from "../../src/metrics/metric-store";
import { ManualClock } from "../manual-clock";

const ORDERS = { namespace: "Shop", name: "Orders", dimensions: {} };

let clock: ManualClock;
let deployed: MetricAlarm[];
let metrics: MetricStore;
let alarms: Alarms;
let errors: string[];
let isGone: boolean;

/** Keeps the alarms as CloudWatch does, two a page. */
const send = (command: unknown): Promise<object> => {
  if (command instanceof DescribeAlarmsCommand) {
    const from = Number(command.input.NextToken ?? 0);
    const next = from + 2 < deployed.length ? String(from + 2) : undefined;
    return Promise.resolve({ MetricAlarms: deployed.slice(from, from + 2), NextToken: next });
  }
  if (isGone) return Promise.reject(new ResourceNotFound({ message: "gone", $metadata: {} }));
  const { AlarmName, StateValue } = (command as SetAlarmStateCommand).input;
  deployed = deployed.map((alarm) => (alarm.AlarmName === AlarmName ? { ...alarm, StateValue } : alarm));
  return Promise.resolve({});
};

const alarm = (name: string, threshold: number): MetricAlarm => ({
  AlarmName: name,
  Namespace: "Shop",
  MetricName: "Orders",
  Statistic: "Sum",
  ComparisonOperator: "GreaterThanThreshold",
  Threshold: threshold,
  Period: 60,
  EvaluationPeriods: 1,
  TreatMissingData: "notBreaching",
});

const changes = () => alarms.changes.map((change) => `${change.alarm}: ${change.from} -> ${change.to}`);

beforeEach(() => {
  clock = new ManualClock();
  deployed = [alarm("few", 10), alarm("many", 1), alarm("none", 0)];
  metrics = new MetricStore();
  errors = [];
  isGone = false;
  alarms = new Alarms({
    cloudWatch: { send } as ConstructorParameters<typeof Alarms>[0]["cloudWatch"],
    metrics,
    sample: () => [{ ...ORDERS, value: 1, at: clock.now() - 60_000 }],
    clock,
    onError: ({ message }) => errors.push(message),
  });
});

test("every alarm is looked at again and again, and each change of its state is kept", async () => {
  alarms.start();
  await clock.pass(20_000);
  await alarms.stop();

  expect(changes()).toEqual([
    "few: INSUFFICIENT_DATA -> OK",
    "many: INSUFFICIENT_DATA -> OK",
    "none: INSUFFICIENT_DATA -> ALARM",
    "many: OK -> ALARM",
  ]);
  expect(deployed.map(({ StateValue }) => StateValue)).toEqual(["OK", "ALARM", "ALARM"]);
});

test("a state that was set by hand stays until the metric's state changes", async () => {
  await alarms.evaluate();
  deployed = deployed.map((each) => ({ ...each, StateValue: "ALARM" as const }));

  clock.advance(300_000);
  await alarms.evaluate();

  expect(deployed.map(({ StateValue }) => StateValue)).toEqual(["ALARM", "ALARM", "ALARM"]);
});

test("an alarm that is deleted meanwhile is no error, and begins anew when it is made again", async () => {
  isGone = true;
  await alarms.evaluate();
  isGone = false;
  await alarms.evaluate();

  expect(changes()).toEqual([
    "few: INSUFFICIENT_DATA -> OK",
    "many: INSUFFICIENT_DATA -> ALARM",
    "none: INSUFFICIENT_DATA -> ALARM",
  ]);
});

test("an alarm that cannot be evaluated is reported, and the others are looked at", async () => {
  deployed = [{ AlarmName: "ratio" }, ...deployed];
  alarms.start();
  await clock.pass(10_000);
  await alarms.stop();

  expect(errors).toEqual([expect.stringContaining("Alarm ratio")]);
  expect(changes()).toHaveLength(3);
});
