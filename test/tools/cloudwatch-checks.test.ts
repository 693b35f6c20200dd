import { type CloudWatchClient, DescribeAlarmsCommand, type GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { requireQuietAlarms, waitForMetrics } from "../../tools/cloudwatch-checks";
import { environmentNamed } from "../fixtures/environments";

const dev = environmentNamed("dev");
const QUARANTINE = "event-lake-dev-alarms-events-in-quarantine";

let states: Readonly<Record<string, string>>;
let sums: Readonly<Record<string, number>>;
let asked: { readonly namespace?: string; readonly dimension?: string; readonly from?: Date }[];

const cloudWatch = {
  send: (command: DescribeAlarmsCommand | GetMetricDataCommand) => {
    if (command instanceof DescribeAlarmsCommand) {
      const MetricAlarms = Object.entries(states).map(([AlarmName, StateValue]) => ({ AlarmName, StateValue }));
      return Promise.resolve({ MetricAlarms });
    }
    const { MetricDataQueries: queries = [], StartTime: from } = command.input;
    return Promise.resolve({
      MetricDataResults: queries.map(({ Label = "", MetricStat }) => {
        const { Namespace: namespace, Dimensions } = MetricStat?.Metric ?? {};
        asked.push({ namespace, dimension: Dimensions?.map(({ Name, Value }) => `${Name}=${Value}`).join(), from });
        return { Label, Values: [sums[Label] ?? 0, 1] };
      }),
    });
  },
} as unknown as CloudWatchClient;

beforeEach(() => {
  states = { [QUARANTINE]: "OK", "event-lake-dev-alarms-records-fail": "OK" };
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
