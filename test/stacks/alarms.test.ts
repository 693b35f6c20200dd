import { environmentNamed, environments } from "../fixtures/environments";
import { reference } from "../modules/synthesised";
import { inLake, synthesiseEventLake } from "./synthesised-environments";

describe.each(environments)("the alarms of $name", (environment) => {
  const stack = synthesiseEventLake(environment);
  const alarms = stack.ofType("aws_cloudwatch_metric_alarm");

  test("watch stream, function, index, queue and delivery", () => {
    expect(alarms.map(({ config }) => config["metric_name"]).sort()).toEqual([
      "ClaimMilliseconds",
      "DeliveryToS3.DataFreshness",
      "DuplicatesPercent",
      "Errors",
      "Failed",
      "GetRecords.IteratorAgeMilliseconds",
      "IndexLostRaces",
      "IteratorAge",
      "NumberOfMessagesSent",
      "PartitionCountExceeded",
      "ThrottledRecords",
      "WriteThrottleEvents",
    ]);
  });

  // AWS publishes these metrics per resource only: an alarm without a dimension is without data for ever.
  test("have a dimension that names a resource of this stack", () => {
    const resources = new Set(stack.resources.map((resource) => `${resource.type}.${resource.id}`));

    for (const { config } of alarms) {
      const values = Object.values(config["dimensions"] as Record<string, string>);
      expect(values.length).toBeGreaterThan(0);
      for (const value of values) {
        const [, address] = /^\$\{(\w+\.\w+)\.\w+\}$/.exec(value) ?? [];
        expect(resources).toContain(address);
      }
    }
  });

  test("tell the environment's address when they go off and when they are over", () => {
    const topic = reference(stack.only("aws_sns_topic"), "arn");

    for (const { config } of alarms) {
      expect(config["alarm_actions"]).toEqual([topic]);
      expect(config["ok_actions"]).toEqual([topic]);
    }
    expect(stack.config("aws_sns_topic_subscription")).toMatchObject({
      topic_arn: topic,
      endpoint: environment.alarmEmail,
    });
  });

  test("have a name and a description that says what to do", () => {
    const names = alarms.map(({ config }) => config["alarm_name"]);

    expect(new Set(names).size).toBe(alarms.length);
    for (const { config } of alarms) expect(String(config["alarm_description"]).length).toBeGreaterThan(40);
  });
});

test.each([
  ["records-given-up", "deduplicator_failures_bucket", undefined],
  ["delivery-errors", "storage_lake_bucket", "errors/"],
])("%s tells of every object that is created in %s (%s)", (name, bucketId, prefix) => {
  const stack = synthesiseEventLake(environmentNamed("prod"));
  const bucket = stack.ofType("aws_s3_bucket").find(({ id }) => id.startsWith(bucketId));
  const bucketName = bucket && reference(bucket, "bucket");

  const rule = stack.ofType("aws_cloudwatch_event_rule").find(({ config }) => String(config["name"]).endsWith(name));
  expect(JSON.parse(String(rule?.config["event_pattern"]))).toEqual({
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: { bucket: { name: [bucketName] }, ...(prefix !== undefined && { object: { key: [{ prefix }] } }) },
  });
  const target = stack
    .ofType("aws_cloudwatch_event_target")
    .find(({ config }) => rule && config["rule"] === reference(rule, "name"));
  expect(target?.config).toMatchObject({
    arn: reference(stack.only("aws_sns_topic"), "arn"),
    input_transformer: { input_paths: { object: "$.detail.object.key" } },
  });
  const notifications = stack
    .ofType("aws_s3_bucket_notification")
    .filter(({ config }) => config["bucket"] === bucketName);
  expect(notifications.map(({ config }) => config["eventbridge"])).toEqual([true]);
});

/** Metric, statistic, threshold, seconds of a period, periods in a row: what an operator is woken by. */
function rings(stack: ReturnType<typeof synthesiseEventLake>) {
  return stack
    .ofType("aws_cloudwatch_metric_alarm")
    .map(({ config }) => [
      String(config["alarm_name"]).replace(/^event-lake-prod-alarms-/, ""),
      ...["metric_name", "statistic", "threshold", "period", "evaluation_periods"].map((key) => config[key]),
    ])
    .sort();
}

test("in prod each alarm rings at the threshold that its description and runbook speak of", () => {
  const prod = environmentNamed("prod");

  expect(rings(synthesiseEventLake(prod))).toEqual([
    ["active-partitions-exceeded", "PartitionCountExceeded", "Maximum", 0, 300, 1],
    ["claims-are-slow", "ClaimMilliseconds", "Average", 10_000, 300, 3],
    // A quarter of the 168 hours that the stream keeps a record.
    ["consumer-is-behind", "GetRecords.IteratorAgeMilliseconds", "Maximum", 42 * 3_600_000, 300, 1],
    ["consumer-is-late", "IteratorAge", "Maximum", 900_000, 300, 3],
    ["deduplicator-fails", "Errors", "Sum", 0, 300, 3],
    // Three times the buffer of 900 seconds.
    ["delivery-is-late", "DeliveryToS3.DataFreshness", "Maximum", 2_700, 300, 1],
    ["delivery-throttles", "ThrottledRecords", "Sum", 0, 300, 3],
    ["events-in-quarantine", "NumberOfMessagesSent", "Sum", 0, 3_600, 1],
    ["index-is-throttled", "WriteThrottleEvents", "Sum", 0, 300, 3],
    ["index-writers-collide", "IndexLostRaces", "Average", 100, 300, 3],
    ["many-duplicates", "DuplicatesPercent", "Average", 50, 3_600, 1],
    ["records-fail", "Failed", "Sum", 0, 300, 3],
  ]);
  expect(rings(synthesiseEventLake(inLake(prod)))).toEqual([
    ["consumer-is-behind", "GetRecords.IteratorAgeMilliseconds", "Maximum", 42 * 3_600_000, 300, 1],
    ["landing-is-late", "DeliveryToS3.DataFreshness", "Maximum", 2_700, 300, 1],
  ]);
});
