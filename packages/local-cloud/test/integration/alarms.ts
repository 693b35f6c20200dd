import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type Metric,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { CreateStreamCommand, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { pollUntil } from "../poll-until";
import { REGION, shared } from "./cloud-under-test";

const MINUTE = 60_000;

describe("metrics and alarms", () => {
  let cloudWatch: CloudWatchClient;

  beforeAll(() => {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    cloudWatch = new CloudWatchClient({ endpoint: shared.gateway.endpoint, region: REGION, credentials });
  });
  afterAll(() => {
    cloudWatch.destroy();
  });

  const sumOf = async (Metric: Metric) => {
    const { MetricDataResults: results } = await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(Date.now() - 10 * MINUTE),
        EndTime: new Date(Date.now() + MINUTE),
        MetricDataQueries: [{ Id: "sum", MetricStat: { Metric, Period: 3600, Stat: "Sum" } }],
      }),
    );
    return (results?.[0]?.Values ?? []).reduce((sum, value) => sum + value, 0);
  };

  it("counts what a stream takes", async () => {
    const { kinesis } = shared.gateway;
    await kinesis.send(new CreateStreamCommand({ StreamName: "watched", ShardCount: 1 }));

    await kinesis.send(new PutRecordCommand({ StreamName: "watched", PartitionKey: "1", Data: Buffer.from("{}") }));

    const Dimensions = [{ Name: "StreamName", Value: "watched" }];
    expect(await sumOf({ Namespace: "AWS/Kinesis", MetricName: "IncomingRecords", Dimensions })).toBe(1);
  });

  it("rings an alarm whose metric has passed the threshold", async () => {
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        Namespace: "Shop",
        MetricName: "Orders",
        AlarmName: "orders-arrive",
        Statistic: "Sum",
        Period: 300,
        EvaluationPeriods: 1,
        ComparisonOperator: "GreaterThanThreshold",
        Threshold: 0,
        TreatMissingData: "notBreaching",
      }),
    );

    // A minute ago: the minute that is not over does not count.
    const Timestamp = new Date(Date.now() - MINUTE);
    const MetricData = [{ MetricName: "Orders", Value: 1, Timestamp }];
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: "Shop", MetricData }));

    const state = async () =>
      (await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ["orders-arrive"] }))).MetricAlarms?.[0]
        ?.StateValue;
    await pollUntil(state, (value) => value === "ALARM", 30_000);
    expect(shared.underTest.cloud.alarmChanges()).toContainEqual(
      expect.objectContaining({ alarm: "orders-arrive", to: "ALARM" }),
    );
  });
});
