import { jsonResponse } from "../../src/gateway/service-message";
import { metricData } from "../../src/metrics/metric-data";
import { MetricStore } from "../../src/metrics/metric-store";
import { fakeEmulator, json, targetCall } from "../gateway/service-call";
import { ManualClock } from "../manual-clock";

const NOON = Date.UTC(2026, 10, 22, 12, 0, 0) / 1000;
const DIMENSIONS = [{ Name: "Shop", Value: "north" }];

let ask: (operation: string, body: object) => Promise<unknown>;

beforeEach(() => {
  const amendment = metricData(new MetricStore(), new ManualClock());
  const { forward } = fakeEmulator(() => jsonResponse("moto's"));
  ask = async (operation, body) =>
    json((await amendment.answer(targetCall("monitoring", operation, body), forward)) ?? jsonResponse("not answered"));
});

const get = (Stat: string) => ({
  StartTime: NOON - 90,
  EndTime: NOON + 60,
  MetricDataQueries: [
    {
      Id: "orders",
      MetricStat: { Metric: { Namespace: "Shop", MetricName: "Orders", Dimensions: DIMENSIONS }, Period: 60, Stat },
    },
  ],
});

test("what was put is read by period, the latest first, and a period without a value has none", async () => {
  await ask("PutMetricData", {
    Namespace: "Shop",
    MetricData: [
      { MetricName: "Orders", Dimensions: DIMENSIONS, Values: [1, 2], Timestamp: NOON - 120 },
      { MetricName: "Orders", Dimensions: DIMENSIONS, Value: 4 },
    ],
  });

  expect(await ask("GetMetricData", get("Sum"))).toMatchObject({
    MetricDataResults: [{ Id: "orders", Timestamps: [NOON, NOON - 120], Values: [4, 3] }],
  });
});

test.each([
  ["a percentile", "GetMetricData", get("p99"), "orders is no MetricStat with one of Average"],
  [
    "an expression",
    "GetMetricData",
    { ...get("Sum"), MetricDataQueries: [{ Id: "ratio", Expression: "a/b" }] },
    "ratio is no MetricStat",
  ],
  ["another call that reads values", "GetMetricStatistics", {}, "ask GetMetricData"],
])("%s is refused and says what there is", async (_title, operation, body, words) => {
  expect(await ask(operation, body)).toMatchObject({ message: expect.stringContaining(words) as string });
});

test("the alarms themselves are kept by the emulator", async () => {
  expect(await ask("PutMetricAlarm", {})).toBe("not answered");
});
