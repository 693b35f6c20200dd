import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  type GetMetricDataCommand,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import { requireQuietAlarms, requireWatchedFailures, waitForMetrics } from "../../tools/cloudwatch-checks";
import { environmentNamed } from "../fixtures/environments";

const dev = environmentNamed("dev");
const QUARANTINE = "event-lake-dev-alarms-events-in-quarantine";

let states: Readonly<Record<string, string>>;
let watched: Readonly<Record<string, Partial<MetricAlarm>>>;
let sums: Readonly<Record<string, number>>;
let asked: { readonly namespace?: string; readonly dimension?: string; readonly from?: Date }[];

const cloudWatch = {
  send: (command: DescribeAlarmsCommand | GetMetricDataCommand) => {
    if (command instanceof DescribeAlarmsCommand) {
      const MetricAlarms = Object.entries(states).map(([AlarmName, StateValue]) => {
        return { AlarmName, StateValue, ...watched[AlarmName] };
      });
      return Promise.resolve({ MetricAlarms });
    }
    const { MetricDataQueries: queries = [], StartTime: from } = command.input;
    return Promise.resolve({
      MetricDataResults: queries.map(({ Label = "", MetricStat }) => {
        const { Namespace: namespace, Dimensions } = MetricStat?.Metric ?? {};
        asked.push({ namespace, dimension: Dimensions?.map(({ Name, Value }) => `${Name}=${Value}`).join(), from });
        return { Label, Values: sums[Label] === undefined ? [] : [sums[Label], 1] };
      }),
    });
  },
} as unknown as CloudWatchClient;

beforeEach(() => {
  states = { [QUARANTINE]: "OK", "event-lake-dev-alarms-records-fail": "OK" };
  watched = {};
  sums = {};
  asked = [];
});

test("alarms that are quiet are counted, and one that corrupted events ring is named", async () => {
  expect(await requireQuietAlarms({ environment: dev, cloudWatch })).toBe("none of 2 rings");
  states = { ...states, [QUARANTINE]: "ALARM" };
  expect(await requireQuietAlarms({ environment: dev, cloudWatch })).toBe(
    `none of 2 rings, but for ${QUARANTINE}: the corrupted events ring it`,
  );
});

test("an alarm that rings is named, without the one that corrupted events ring", async () => {
  states = { [QUARANTINE]: "ALARM", "event-lake-dev-alarms-records-fail": "ALARM" };

  await expect(requireQuietAlarms({ environment: dev, cloudWatch })).rejects.toThrow(
    "Ringing: event-lake-dev-alarms-records-fail.",
  );
});

test("an environment without an alarm is not one that is quiet", async () => {
  states = {};

  await expect(requireQuietAlarms({ environment: dev, cloudWatch })).rejects.toThrow(
    "There is no alarm whose name begins with event-lake-dev-.",
  );
});

describe("what failed", () => {
  const since = new Date(Date.UTC(2026, 10, 22, 12));
  const look = () => requireWatchedFailures({ environment: dev, cloudWatch }, since);
  const failed: Partial<MetricAlarm> = {
    Namespace: "EventLake",
    MetricName: "Failed",
    Dimensions: [{ Name: "Function", Value: "event-lake-dev-deduplicator" }],
    Threshold: 0,
  };
  const watch = (change: Partial<MetricAlarm>) => {
    watched = { "event-lake-dev-alarms-records-fail": { ...failed, ...change } };
  };

  beforeEach(() => {
    sums = { Failed: 7 };
  });

  test("is named with the alarm that watches it", async () => {
    watch({});

    expect(await look()).toBe("Failed 8: event-lake-dev-alarms-records-fail");
  });

  test.each<[string, Partial<MetricAlarm>]>([
    ["another metric", { MetricName: "Received" }],
    ["the metric of another namespace", { Namespace: "AWS/Lambda" }],
    ["another function", { Dimensions: [{ Name: "Function", Value: "event-lake-prod-deduplicator" }] }],
    ["fewer of the metrics", { Dimensions: [...(failed.Dimensions ?? []), { Name: "Shard", Value: "1" }] }],
    ["no dimension", { Dimensions: [] }],
    ["more than there was", { Threshold: 8 }],
  ])("is an error where the only alarm watches %s", async (_, change) => {
    watch(change);

    await expect(look()).rejects.toThrow(
      "EventLake Failed of event-lake-dev-deduplicator is 8, and no alarm watches it: a failure that lasts would ring nothing.",
    );
  });

  test("is an error where nothing did, since faults were to strike", async () => {
    sums = {};

    await expect(look()).rejects.toThrow("CloudWatch has counted no failure.");
  });
});

test.each([
  ["in-flight", { Received: 269, Duplicates: 19, Quarantined: 9 }, "EventLake", "Function=event-lake-dev-deduplicator"],
  ["in-lake", { IncomingRecords: 269 }, "AWS/Kinesis", "StreamName=event-lake-dev-events"],
] as const)(
  "%s, what was sent is counted over the minutes since it was",
  async (processing, found, namespace, dimension) => {
    sums = found;
    const since = new Date(Date.UTC(2026, 10, 22, 12, 0, 59));

    const counted = await waitForMetrics(
      { environment: { ...dev, processing }, cloudWatch },
      { since, sent: 270, duplicates: 20, corrupted: 10 },
    );

    const listed = Object.entries(found).map(([name, sum]) => `${name} ${sum + 1} of ${sum + 1}`);
    expect(counted).toBe(`${namespace}: ${listed.join(", ")}`);
    expect(asked[0]).toEqual({ namespace, dimension, from: new Date(Date.UTC(2026, 10, 22, 12, 0, 0)) });
  },
);
