import { EventStream } from "../../../modules/event-stream";
import { alarmTopic, encryptionKey, role } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";
import { PRODUCER_ACTIONS, PRODUCER_KEY_ACTIONS } from "../../../tools/demo/streaming/producer-role";

test("a stream scales by itself, keeps a week and is encrypted with the key that AWS keeps for Kinesis", () => {
  const stack = synthesise((scope) => {
    new EventStream(scope, "events", { name: "lake-events" });
  });

  expect(stack.config("aws_kinesis_stream")).toEqual({
    name: "lake-events",
    stream_mode_details: { stream_mode: "ON_DEMAND" },
    retention_period: 168,
    encryption_type: "KMS",
    kms_key_id: "alias/aws/kinesis",
    lifecycle: { prevent_destroy: false },
  });
  expect(stack.ofType("aws_cloudwatch_metric_alarm")).toEqual([]);
});

test("a provisioned stream has its shards, its own retention and key, and cannot be destroyed when it is protected", () => {
  const stack = synthesise((scope) => {
    new EventStream(scope, "events", {
      name: "lake-events",
      mode: { kind: "provisioned", shards: 12 },
      retentionHours: 8760,
      encryptionKey: encryptionKey(scope),
      removalProtection: true,
    });
  });

  expect(stack.config("aws_kinesis_stream")).toMatchObject({
    stream_mode_details: { stream_mode: "PROVISIONED" },
    shard_count: 12,
    retention_period: 8760,
    kms_key_id: stack.reference("aws_kms_key", "arn"),
    lifecycle: { prevent_destroy: true },
  });
});

test.each([24, 8760])("a retention of %i hours is the least or the most that Kinesis takes", (retentionHours) => {
  const stack = synthesise((scope) => {
    const { retentionHours: kept } = new EventStream(scope, "events", { name: "lake-events", retentionHours });
    expect(kept).toBe(retentionHours);
  });

  expect(stack.config("aws_kinesis_stream")["retention_period"]).toBe(retentionHours);
});

test.each([
  [23, "Write 24 or more"],
  [8761, "Write 8,760 or less"],
])("a retention of %i hours is refused with the range that Kinesis takes", (retentionHours, fix) => {
  expect(() =>
    synthesise((scope) => {
      new EventStream(scope, "events", { name: "lake-events", retentionHours });
    }),
  ).toThrow(
    `stack/events: retentionHours: got ${retentionHours}; must be a whole number from 24 to 8,760: hours for which Kinesis keeps a record. ${fix}.`,
  );
});

test("the alarm goes off when a consumer reads what is older than a quarter of the retention", () => {
  const stack = synthesise((scope) => {
    new EventStream(scope, "events", { name: "lake-events", retentionHours: 48, alarms: alarmTopic(scope) });
  });

  expect(stack.config("aws_cloudwatch_metric_alarm")).toMatchObject({
    alarm_name: "lake-consumer-is-behind",
    namespace: "AWS/Kinesis",
    metric_name: "GetRecords.IteratorAgeMilliseconds",
    dimensions: { StreamName: stack.reference("aws_kinesis_stream", "name") },
    threshold: 12 * 3_600_000,
  });
});

test.each([
  {
    who: "A producer",
    grant: "grantWrite" as const,
    // The demo sends as a role that has these and no others.
    actions: PRODUCER_ACTIONS,
    keyAction: PRODUCER_KEY_ACTIONS[0],
  },
  {
    who: "A consumer",
    grant: "grantRead" as const,
    actions: [
      "kinesis:DescribeStream",
      "kinesis:DescribeStreamSummary",
      "kinesis:GetRecords",
      "kinesis:GetShardIterator",
      "kinesis:ListShards",
    ],
    keyAction: "kms:Decrypt",
  },
])("$who gets exactly its actions on this stream, and $keyAction on its key", ({ grant, actions, keyAction }) => {
  const stack = synthesise((scope) => {
    const stream = new EventStream(scope, "events", { name: "lake-events", encryptionKey: encryptionKey(scope) });
    stream[grant](role(scope));
  });

  expect(statementsOf(stack.only("aws_iam_role_policy"))).toMatchObject([
    { Action: actions, Resource: [stack.reference("aws_kinesis_stream", "arn")] },
    { Action: [keyAction], Resource: [stack.reference("aws_kms_key", "arn")] },
  ]);
});
