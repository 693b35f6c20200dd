import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { GlueClient } from "@aws-sdk/client-glue";
import { errorResponse, jsonResponse, listenOnLoopback, type LoopbackServer } from "@event-lake/local-cloud/gateway";
import { metricData } from "@event-lake/local-cloud/metrics/metric-data";
import { type Measurement, MetricStore } from "@event-lake/local-cloud/metrics/metric-store";
import { EnvironmentCosts } from "../../../tools/cost/environment-cost";
import { measuredFigures } from "../../../tools/cost/measured-figures";
import { readUsage } from "../../../tools/cost/usage";
import { usageReport, usedMonth } from "../../../tools/cost/usage-report";
import { lakeNames } from "../../../tools/lake-names";
import { environmentNamed } from "../../fixtures/environments";
import { PERFORMANCE_PAGE } from "./performance-page";

const prod = environmentNamed("prod");
const names = lakeNames(prod);
const costs = new EnvironmentCosts(15, measuredFigures(PERFORMANCE_PAGE));
const NOW = new Date("2026-11-30T12:30:00Z");
const HOUR = 3_600_000;

let server: LoopbackServer;
let metrics: MetricStore;
let runs: readonly object[];
let clients: { cloudWatch: CloudWatchClient; glue: GlueClient };

beforeEach(async () => {
  metrics = new MetricStore();
  runs = [];
  const cloudWatch = metricData(metrics, { now: () => NOW.getTime() });
  server = await listenOnLoopback({
    handle: async (request) => {
      if (request.operation === "GetJobRuns") return jsonResponse({ JobRuns: runs });
      const refused = errorResponse("InvalidAction", `nobody answers ${request.operation}`);
      return (await cloudWatch.answer(request, () => Promise.resolve(refused))) ?? refused;
    },
    onRefused: () => undefined,
  });
  const configuration = {
    region: prod.region,
    endpoint: server.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  clients = { cloudWatch: new CloudWatchClient(configuration), glue: new GlueClient(configuration) };
});

afterEach(async () => {
  clients.cloudWatch.destroy();
  clients.glue.destroy();
  await server.close();
});

/** Records what the services would: a value in the middle of each of the last hours. */
function used(
  hours: number,
  values: readonly (readonly [namespace: string, name: string, of: string, each: number])[],
) {
  const dimension: Readonly<Record<string, string>> = {
    "AWS/Kinesis": "StreamName",
    "AWS/Lambda": "FunctionName",
    "AWS/DynamoDB": "TableName",
    "AWS/Firehose": "DeliveryStreamName",
    EventLake: "Function",
  };
  const measurements = Array.from({ length: hours }, (_, hour) =>
    values.map(([namespace, name, of, value]): Measurement => ({
      ...{ namespace, name, value, dimensions: { [dimension[namespace] ?? ""]: of } },
      at: NOW.getTime() - hour * HOUR - HOUR / 4,
    })),
  );
  metrics.record(measurements.flat());
}

const A_MILLION_AN_HOUR = [
  ["AWS/Kinesis", "IncomingRecords", names.stream, 50_000],
  ["AWS/Kinesis", "IncomingBytes", names.stream, 50_000 * 20_800],
  ["EventLake", "Received", names.function, 1_000_000],
  ["AWS/Lambda", "Invocations", names.function, 1_500],
  ["AWS/Lambda", "Duration", names.function, 150_000],
  ["AWS/DynamoDB", "ConsumedWriteCapacityUnits", names.deduplicationLog, 60_000],
  ["AWS/DynamoDB", "ConsumedReadCapacityUnits", names.deduplicationLog, 50_000],
  ["AWS/Firehose", "IncomingRecords", names.deliveryStream, 1_400],
  ["AWS/Firehose", "IncomingBytes", names.deliveryStream, 1_400 * 1_024_000],
  ["AWS/Firehose", "DeliveryToS3.ObjectCount", names.deliveryStream, 2_800],
] as const;

test("a month is told from what the metrics of a day say, and from the runs of the job in it", async () => {
  used(24, A_MILLION_AN_HOUR);
  const seconds = (date: Date) => date.getTime() / 1000;
  runs = [
    { Id: "flex", StartedOn: seconds(NOW) - 3_600, ExecutionClass: "FLEX", DPUSeconds: 3_600 },
    { Id: "fixed", StartedOn: seconds(NOW) - 7_200, ExecutionTime: 1_800, MaxCapacity: 2 },
    { Id: "days ago", StartedOn: seconds(NOW) - 48 * 3_600, ExecutionTime: 99_999, MaxCapacity: 2 },
  ];

  const usage = await readUsage(prod, clients, { hours: 24, now: NOW });
  const month = usedMonth(prod, usage, costs);

  expect(usage).toMatchObject({ busyHours: 24, events: 24e6, job: { runs: 2, standardDpuHours: 1, flexDpuHours: 1 } });
  expect(month.function).toBeCloseTo(730 * (0.0015 * 0.2 + 150 * 0.0000133334));
  expect(month.index).toBeCloseTo(730 * (0.06 * 0.625 + 0.05 * 0.125));
  expect(month.delivery).toBeCloseTo(((730 * 1_400 * 1_024_000) / 2 ** 30) * 0.067);
  expect(month.objects).toBeCloseTo(730 * 2.8 * 0.01);
  expect(month.job).toBeCloseTo((730 / 24) * (0.44 + 0.29));
  // On demand, 21 KB each, kept for a week.
  const gigabytes = (730 * 50_000 * 21 * 1024) / 2 ** 30;
  const sent = (730 * 50_000 * 20_800) / 2 ** 30;
  expect(month.stream).toBeCloseTo(730 * 0.04 + gigabytes * 0.08 + sent * (0.04 + 0.1 * (144 / 730)));
});

test("the report shows what was used beside what is declared, and says of each part where it comes from", async () => {
  used(6, A_MILLION_AN_HOUR);

  const report = usageReport(prod, await readUsage(prod, clients, { hours: 12, now: NOW }), costs);

  expect(report).toContain(
    "500,000 events an hour in the last 12 hours, in records of 20,800 bytes; 1,000,000 are declared",
  );
  expect(report).toContain("Records came in 6 of the 12 hours");
  expect(report).toMatch(/^ {2}index +\$[\d.]+ +\$[\d.]+ {3}metered: 360,000 write and 300,000 read units$/m);
  expect(report).toMatch(/^ {2}job .* metered: 0 runs/m);
  expect(report).toMatch(/^ {2}requests .* computed/m);
});

test("in the lake there is no function and no index, and Firehose tells what it read from the stream", async () => {
  const lake = { ...prod, processing: "in-lake" as const };
  used(24, [
    ["AWS/Kinesis", "IncomingRecords", names.stream, 1_000],
    ["AWS/Kinesis", "IncomingBytes", names.stream, 1_000_000],
    ["AWS/Firehose", "DataReadFromKinesisStream.Records", names.landingDeliveryStream, 1_000],
    ["AWS/Firehose", "DataReadFromKinesisStream.Bytes", names.landingDeliveryStream, 1_000_000],
  ]);

  const month = usedMonth(lake, await readUsage(lake, clients, { hours: 24, now: NOW }), costs);

  expect(month).toMatchObject({ function: 0, index: 0 });
  // Each record counts as 5 KB.
  expect(month.delivery).toBeCloseTo(((730 * 1_000 * 5_120) / 2 ** 30) * 0.029);
});

test("where no record came, nothing is told, and the message says what to look at", async () => {
  await expect(readUsage(prod, clients, { hours: 24, now: NOW })).rejects.toThrow(
    `CloudWatch has no record of ${names.stream} in the last 24 hours`,
  );
});
