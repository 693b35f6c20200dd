import { Construct } from "constructs";
import { type AlarmProps, AlarmTopic } from "../../../modules/alarms";
import { alarmTopic } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

const alarm: AlarmProps = {
  name: "function-fails",
  description: "Look at the log.",
  namespace: "AWS/Lambda",
  metric: "Errors",
  dimensions: { FunctionName: "deduplicator" },
  statistic: "Sum",
  threshold: 0,
};

test("the topic tells one address, and only alarms and events of this account may publish to it, over TLS", () => {
  const stack = synthesise(alarmTopic);
  const topic = stack.reference("aws_sns_topic", "arn");

  expect(stack.config("aws_sns_topic")).toEqual({ name: "lake" });
  expect(stack.config("aws_sns_topic_subscription")).toEqual({
    topic_arn: topic,
    protocol: "email",
    endpoint: "platform@example.com",
  });
  expect(statementsOf(stack.only("aws_sns_topic_policy"))).toEqual([
    {
      Sid: "AlarmsOfThisAccount",
      Effect: "Allow",
      Principal: { Service: ["cloudwatch.amazonaws.com"] },
      Action: ["SNS:Publish"],
      Resource: [topic],
      Condition: { StringEquals: { "aws:SourceAccount": ["111111111111"] } },
    },
    {
      Sid: "EventRules",
      Effect: "Allow",
      Principal: { Service: ["events.amazonaws.com"] },
      Action: ["SNS:Publish"],
      Resource: [topic],
    },
    {
      Sid: "DenyPlainHttp",
      Effect: "Deny",
      Principal: "*",
      Action: ["SNS:Publish"],
      Resource: [topic],
      Condition: { Bool: { "aws:SecureTransport": ["false"] } },
    },
  ]);
});

test("an alarm goes off after one period of five minutes, tells of both directions and ignores missing data", () => {
  const stack = synthesise((scope) => {
    alarmTopic(scope).addAlarm(scope, "fails", alarm);
  });
  const topic = stack.reference("aws_sns_topic", "arn");

  expect(stack.config("aws_cloudwatch_metric_alarm")).toEqual({
    alarm_name: "lake-function-fails",
    alarm_description: "Look at the log.",
    namespace: "AWS/Lambda",
    metric_name: "Errors",
    dimensions: { FunctionName: "deduplicator" },
    statistic: "Sum",
    comparison_operator: "GreaterThanThreshold",
    threshold: 0,
    period: 300,
    evaluation_periods: 1,
    treat_missing_data: "notBreaching",
    alarm_actions: [topic],
    ok_actions: [topic],
  });
});

test("an alarm can look at longer and at more periods", () => {
  const stack = synthesise((scope) => {
    alarmTopic(scope).addAlarm(scope, "fails", { ...alarm, periodSeconds: 3600, periods: 4 });
  });

  expect(stack.config("aws_cloudwatch_metric_alarm")).toMatchObject({ period: 3600, evaluation_periods: 4 });
});

test("an event that matches is published in words, with the parts of it that say what happened", () => {
  const stack = synthesise((scope) => {
    alarmTopic(scope).addEventAlarm(scope, "run_fails", {
      name: "job-fails",
      description: 'A run failed: see "runs".',
      pattern: { source: ["aws.glue"], detail: { state: ["FAILED"] } },
      details: { run: "$.detail.jobRunId" },
    });
  });
  const rule = stack.config("aws_cloudwatch_event_rule");

  expect(rule).toMatchObject({ name: "lake-job-fails", description: 'A run failed: see "runs".' });
  expect(JSON.parse(String(rule["event_pattern"]))).toEqual({ source: ["aws.glue"], detail: { state: ["FAILED"] } });
  expect(stack.config("aws_cloudwatch_event_target")).toEqual({
    rule: stack.reference("aws_cloudwatch_event_rule", "name"),
    target_id: "alarm-topic",
    arn: stack.reference("aws_sns_topic", "arn"),
    input_transformer: {
      input_paths: { run: "$.detail.jobRunId" },
      input_template: '"A run failed: see \\"runs\\". run: <run>"',
    },
  });
});

test("with an address of runbooks, each alarm's text ends with its own page; a text that is too long then is refused", () => {
  const withRunbooks = (scope: Construct) =>
    new AlarmTopic(scope, "alarms", {
      name: "lake",
      email: "platform@example.com",
      accountId: "111111111111",
      runbookBaseUrl: "https://example.com/runbooks/",
    });
  const event = { name: "run-fails", description: "Look.", pattern: { source: ["aws.glue"] }, details: {} };
  const stack = synthesise((scope) => {
    withRunbooks(scope).addAlarm(scope, "fails", alarm);
    withRunbooks(new Construct(scope, "other")).addEventAlarm(scope, "run_fails", event);
  });

  expect(stack.config("aws_cloudwatch_metric_alarm")["alarm_description"]).toBe(
    "Look at the log. Runbook: https://example.com/runbooks/function-fails.md",
  );
  const message = "Look. Runbook: https://example.com/runbooks/run-fails.md";
  expect(stack.config("aws_cloudwatch_event_rule")["description"]).toBe(message);
  expect(stack.config("aws_cloudwatch_event_target")).toMatchObject({
    input_transformer: { input_template: JSON.stringify(message) },
  });
  expect(() =>
    synthesise((scope) => {
      withRunbooks(scope).addAlarm(scope, "fails", { ...alarm, description: "x".repeat(1_000) });
    }),
  ).toThrow("the description with its runbook must be text of 1 to 1,024 characters");
});
