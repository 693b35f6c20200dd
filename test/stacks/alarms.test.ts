import { environments } from "../fixtures/environments";
import { reference } from "../modules/synthesised";
import { synthesiseEventLake } from "./synthesised-environments";

describe.each(environments)("the alarms of $name", (environment) => {
  const stack = synthesiseEventLake(environment);
  const alarms = stack.ofType("aws_cloudwatch_metric_alarm");

  test("watch stream, function, index, queue and delivery", () => {
    expect(alarms.map(({ config }) => config["metric_name"]).sort()).toEqual([
      "ClaimMilliseconds",
      "DeliveryToS3.DataFreshness",
      "DuplicatesPercent",
      "Errors",
      "GetRecords.IteratorAgeMilliseconds",
      "IndexLostRaces",
      "NumberOfMessagesSent",
      "PartitionCountExceeded",
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
