import { AlarmTopic } from "../../../modules/alarms";
import { EncryptionKey } from "../../../modules/encryption-key";
import { EventStream } from "../../../modules/event-stream";
import { ServiceRole } from "../../../modules/iam";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

const place = { accountId: "111111111111", region: "eu-central-1" };

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
      encryptionKey: new EncryptionKey(scope, "data", { ...place, alias: "lake", description: "Data" }),
      removalProtection: true,
    });
  });

  expect(stack.config("aws_kinesis_stream")).toMatchObject({
    stream_mode_details: { stream_mode: "PROVISIONED" },
    shard_count: 12,
    retention_period: 8760,
    kms_key_id: `\${aws_kms_key.${stack.only("aws_kms_key").id}.arn}`,
    lifecycle: { prevent_destroy: true },
  });
});

test.each([23, 8761])("a retention of %i hours is refused with the range that Kinesis takes", (retentionHours) => {
  expect(() =>
    synthesise((scope) => {
      new EventStream(scope, "events", { name: "lake-events", retentionHours });
    }),
  ).toThrow(`stack/events: retentionHours is ${retentionHours}; Kinesis keeps records for 24 to 8,760 hours`);
});

test("the alarm goes off when a consumer reads what is older than a quarter of the retention", () => {
  const stack = synthesise((scope) => {
    const alarms = new AlarmTopic(scope, "alarms", { name: "lake", email: "a@example.com", accountId: "111111111111" });
    new EventStream(scope, "events", { name: "lake-events", retentionHours: 48, alarms });
  });

  expect(stack.config("aws_cloudwatch_metric_alarm")).toMatchObject({
    alarm_name: "lake-consumer-is-behind",
    namespace: "AWS/Kinesis",
    metric_name: "GetRecords.IteratorAgeMilliseconds",
    dimensions: { StreamName: `\${aws_kinesis_stream.${stack.only("aws_kinesis_stream").id}.name}` },
    threshold: 12 * 3_600_000,
  });
});

test.each([
  {
    who: "A producer",
    grant: "grantWrite" as const,
    actions: ["kinesis:PutRecord", "kinesis:PutRecords"],
    keyAction: "kms:GenerateDataKey",
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
    const encryptionKey = new EncryptionKey(scope, "data", { ...place, alias: "lake", description: "Data" });
    const stream = new EventStream(scope, "events", { name: "lake-events", encryptionKey });
    stream[grant](new ServiceRole(scope, "role", { name: "r", description: "d", service: "lambda.amazonaws.com" }));
  });

  expect(statementsOf(stack.only("aws_iam_role_policy"))).toMatchObject([
    { Action: actions, Resource: [`\${aws_kinesis_stream.${stack.only("aws_kinesis_stream").id}.arn}`] },
    { Action: [keyAction], Resource: [`\${aws_kms_key.${stack.only("aws_kms_key").id}.arn}`] },
  ]);
});
