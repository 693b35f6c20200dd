import { environmentNamed } from "../../fixtures/environments";
import { synthesiseEventLake } from "../../stacks/synthesised-environments";
import { type ConsoleState, consoleState } from "../../../tools/console/console-state";
import { ENVIRONMENT_PARTS, type MonthlyCost } from "../../../tools/cost/environment-cost";
import { type EnvironmentStatus, figuresOf } from "../../../tools/status/environment-status";
import type { Environment } from "../../../environments/schema";

const dev = environmentNamed("dev");
const NOW = new Date("2026-11-30T12:00:00Z");
const FREE = Object.fromEntries(ENVIRONMENT_PARTS.map((part) => [part, 0])) as MonthlyCost;

function stateOf(change: Partial<EnvironmentStatus> = {}, environment: Environment = dev): ConsoleState {
  const status: EnvironmentStatus = {
    environment,
    now: NOW,
    minutes: [0, 60],
    figures: figuresOf(environment).map((figure) => ({ ...figure, value: 2, points: [100, 140] })),
    waiting: [],
    runs: [],
    parts: [],
    tables: [],
    alarms: ["event-lake-dev-alarms-records-fail"],
    ringing: [],
    ...change,
  };
  return consoleState(status, { ...FREE, stream: 12, job: 3 });
}

const names = ({ stations }: ConsoleState) => stations.map(({ name }) => name);
const wrongOnes = ({ stations }: ConsoleState) => stations.flatMap(({ name, isWrong }) => (isWrong ? [name] : []));

test("the parts stand in the order in which an event meets them, the function in flight only", () => {
  const rest = ["Firehose", "Curation job", "Delta tables"];

  expect(names(stateOf())).toEqual(["Kinesis stream", "Deduplicator", ...rest]);
  expect(names(stateOf({}, { ...dev, processing: "in-lake" }))).toEqual(["Kinesis stream", ...rest]);
});

test("a healthy environment has nothing that is wrong, and a curve for what is put, delivered, repeated and rejected", () => {
  const { wrong, chart, ...state } = stateOf();

  expect(wrong).toEqual([]);
  expect(wrongOnes({ wrong, chart, ...state })).toEqual([]);
  expect(chart.minutes).toEqual([0, 60]);
  expect(chart.series).toEqual(
    ["records put", "events delivered", "duplicates", "rejected"].map((label) => ({ label, values: [100, 140] })),
  );
});

test.each<[string, Partial<EnvironmentStatus>, string]>([
  ["an alarm of the function", { ringing: ["event-lake-dev-alarms-records-fail"] }, "Deduplicator"],
  ["a mapping that is off", { parts: [{ name: "event source mapping of f", runs: false }] }, "Deduplicator"],
  ["a late delivery", { ringing: ["event-lake-dev-alarms-delivery-is-late"] }, "Firehose"],
  ["a consumer that is behind", { ringing: ["event-lake-dev-alarms-consumer-is-behind"] }, "Kinesis stream"],
  ["a schedule that is off", { parts: [{ name: "schedule curation", runs: false }] }, "Curation job"],
  ["a run that failed", { runs: [{ JobRunState: "FAILED", CompletedOn: NOW, StartedOn: NOW }] }, "Curation job"],
])("%s is shown at its part, and said", (_, change, part) => {
  const state = stateOf(change);

  expect(wrongOnes(state)).toEqual([part]);
  expect(state.wrong).toHaveLength(1);
});

test.each([dev, { ...dev, processing: "in-lake" as const }])(
  "every alarm that is deployed ($processing) is shown at a part of the path",
  (environment) => {
    const alarms = synthesiseEventLake(environment).ofType("aws_cloudwatch_metric_alarm");

    expect(alarms.length).toBeGreaterThan(1);
    for (const { config } of alarms) {
      expect(wrongOnes(stateOf({ ringing: [String(config["alarm_name"])] }, environment))).toHaveLength(1);
    }
  },
);

test("parts that cost nothing are left out", () => {
  expect(stateOf().cost).toEqual([
    { part: "stream", dollars: 12 },
    { part: "job", dollars: 3 },
  ]);
});
