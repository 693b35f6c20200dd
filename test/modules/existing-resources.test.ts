import { type TerraformStack, TerraformVariable } from "cdktf";
import { AlarmTopic } from "../../modules/alarms";
import { Deduplicator, type DeduplicatorProps, SideQueue } from "../../modules/deduplicator";
import { ParquetDelivery } from "../../modules/delivery";
import { EncryptionKey } from "../../modules/encryption-key";
import { EventStream } from "../../modules/event-stream";
import { ServiceRole } from "../../modules/iam";
import { LakeStorage } from "../../modules/lake-storage";
import { PrivateBucket } from "../../modules/private-bucket";
import { catalogue, place } from "./example-constructs";
import { statementsOf } from "./policy-statements";
import { synthesise } from "./synthesised";

const arnOf = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:111111111111:${resource}`;
const KEY = arnOf("kms", "key/0f1e2d3c");
const STREAM = arnOf("kinesis", "stream/team-events");

/** Everything that a team may have already. */
function existing(scope: TerraformStack) {
  const encryptionKey = EncryptionKey.fromKeyArn(scope, "key", { arn: KEY });
  return {
    encryptionKey,
    stream: EventStream.fromStreamArn(scope, "stream", { arn: STREAM, encryptionKey }),
    bucket: PrivateBucket.fromBucketName(scope, "bucket", { ...place, name: "team-bucket", encryptionKey }),
    alarms: AlarmTopic.fromTopicArn(scope, "alarms", { ...place, arn: arnOf("sns", "team-alarms"), name: "team" }),
    delivery: ParquetDelivery.fromDeliveryStreamArn(scope, "delivery", {
      arn: arnOf("firehose", "deliverystream/team-delivery"),
    }),
    role: ServiceRole.fromRoleArn(scope, "role", { arn: "arn:aws:iam::111111111111:role/team/deduplicator" }),
    queue: SideQueue.fromQueueArn(scope, "queue", { arn: arnOf("sqs", "team-side"), encryptionKey }),
  };
}

const LOG_GROUP = { name: "/team/deduplicator", arn: arnOf("logs", "log-group:/team/deduplicator") };

function deduplicatorOf(scope: TerraformStack, props: Partial<DeduplicatorProps> = {}) {
  const own = existing(scope);
  const deduplicator = new Deduplicator(scope, "deduplicator", {
    ...place,
    names: { function: "team-deduplicator", index: "team-index" },
    stream: own.stream,
    delivery: own.delivery,
    windowDays: 7,
    contracts: '{"version":2,"contracts":[]}',
    encryptionKey: own.encryptionKey,
    alarms: own.alarms,
    role: own.role,
    duplicatesQueue: own.queue,
    quarantineQueue: own.queue,
    failuresBucket: own.bucket,
    logGroup: LOG_GROUP,
    ...props,
  });
  return { ...own, deduplicator };
}

test("a deduplicator between a team's own resources makes its function, mapping, index and alarms, and nothing else", () => {
  const stack = synthesise((scope) => {
    deduplicatorOf(scope);
  });

  expect([...new Set(stack.resources.map(({ type }) => type))].sort()).toEqual([
    "aws_cloudwatch_event_rule",
    "aws_cloudwatch_event_target",
    "aws_cloudwatch_metric_alarm",
    "aws_dynamodb_table",
    "aws_lambda_event_source_mapping",
    "aws_lambda_function",
  ]);
  expect(stack.config("aws_lambda_function")).toMatchObject({
    role: "arn:aws:iam::111111111111:role/team/deduplicator",
    kms_key_arn: KEY,
    logging_config: { log_format: "Text", log_group: "/team/deduplicator" },
  });
  expect(stack.config("aws_lambda_event_source_mapping")).toMatchObject({
    event_source_arn: STREAM,
    destination_config: { on_failure: { destination_arn: "arn:aws:s3:::team-bucket" } },
  });
});

test("a role of a team is told, statement by statement, what it must be allowed", () => {
  let actions: readonly string[] = [];
  let policy = "";
  synthesise((scope) => {
    const { role } = deduplicatorOf(scope);
    actions = role.ownerStatements.flatMap((statement) => statement.actions);
    policy = role.ownerPolicy;
  });

  expect(actions).toEqual(
    expect.arrayContaining([
      "kinesis:GetRecords",
      "kms:Decrypt",
      "kms:GenerateDataKey",
      "dynamodb:PutItem",
      "sqs:SendMessage",
      "firehose:PutRecordBatch",
      "s3:PutObject",
      "logs:PutLogEvents",
    ]),
  );
  expect(JSON.parse(policy)).toMatchObject({ Version: "2012-10-17" });
});

test("the retention of a stream is read from it when nobody says it, and bounds how old a record may get", () => {
  const stack = synthesise((scope) => {
    deduplicatorOf(scope);
  });

  expect(stack.text).toContain('"aws_kinesis_stream": {');
  expect(stack.text).toContain('"name": "team-events"');
  expect(String(stack.config("aws_lambda_event_source_mapping")["maximum_record_age_in_seconds"])).toContain(
    "data.aws_kinesis_stream.stream",
  );
  expect(stack.config("aws_lambda_event_source_mapping")["lifecycle"]).toMatchObject({
    precondition: [
      {
        condition: expect.stringMatching(/168\D+data\.aws_kinesis_stream\.stream\S*\.retention_period/) as unknown,
        error_message: expect.stringContaining("windowDays must cover the hours") as unknown,
      },
    ],
  });
});

test("a retention that is said is held against the window at synth", () => {
  expect(() =>
    synthesise((scope) => {
      const stream = EventStream.fromStreamArn(scope, "long", { arn: STREAM, retentionHours: 336 });
      deduplicatorOf(scope, { stream });
    }),
  ).toThrow("deduplicator: windowDays: got 7; must cover the 336 hours for which the stream keeps a record");
});

test("the owner of a key is told to let the account use it, and CloudWatch Logs encrypt the groups that are made", () => {
  let sids: (string | undefined)[] = [];
  let logs: unknown;
  synthesise((scope) => {
    const { encryptionKey } = deduplicatorOf(scope, { logGroup: undefined });
    sids = encryptionKey.ownerStatements.map(({ sid }) => sid);
    logs = encryptionKey.ownerStatements.at(-1)?.conditions;
  });

  expect(sids).toEqual(["EventLakeUsesKey", "EventLakeGrantsServices", "EncryptLogGroups"]);
  expect(logs).toEqual({
    ArnLike: {
      "kms:EncryptionContext:aws:logs:arn": [arnOf("logs", "log-group:/aws/lambda/team-deduplicator")],
    },
  });
});

test("the owner of a key in another account lets in the account of the lake", () => {
  let principals: unknown;
  synthesise((scope) => {
    const key = EncryptionKey.fromKeyArn(scope, "key", { arn: KEY, accountId: "222222222222" });
    principals = key.ownerStatements[0]?.principals;
  });

  expect(principals).toEqual({ aws: "arn:aws:iam::222222222222:root" });
});

test("alarms go to the topic of a team, whose policy has to say what a topic that is made here says", () => {
  let ofTeam: readonly unknown[] = [];
  const stack = synthesise((scope) => {
    ofTeam = deduplicatorOf(scope).alarms.ownerStatements;
  });
  const made = synthesise((scope) => {
    new AlarmTopic(scope, "alarms", { ...place, name: "team", email: "platform@example.com" });
  });

  for (const { config } of stack.ofType("aws_cloudwatch_metric_alarm")) {
    expect(config["alarm_actions"]).toEqual([arnOf("sns", "team-alarms")]);
    expect(config["alarm_name"]).toMatch(/^team-/);
  }
  expect(ofTeam).toHaveLength(statementsOf(made.only("aws_sns_topic_policy")).length);
});

test("a lake in a bucket of a team changes nothing about it, and says what has to expire and who has to be let in", () => {
  let storage: LakeStorage | undefined;
  const stack = synthesise((scope) => {
    const { bucket } = existing(scope);
    storage = new LakeStorage(scope, "storage", { bucket, rawRetentionDays: 30 });
    new ParquetDelivery(scope, "parquet", {
      ...place,
      name: "lake-delivery",
      storage,
      catalogue: catalogue(scope, storage),
    });
    expect(bucket.ownerStatements.map(({ sid }) => sid)).toEqual([
      "DenyPlainHttp",
      "EventLakeFindsObjects",
      "EventLakeUsesObjects",
    ]);
  });

  expect(stack.resources.filter(({ type }) => type.startsWith("aws_s3_"))).toEqual([]);
  expect(stack.config("aws_kinesis_firehose_delivery_stream")["extended_s3_configuration"]).toMatchObject({
    bucket_arn: "arn:aws:s3:::team-bucket",
    kms_key_arn: KEY,
  });
  expect(storage?.lifecycleRules.map(({ id }) => id)).toEqual([
    "raw-files",
    "landing-files",
    "delivery-errors",
    "leftovers",
  ]);
});

test.each([
  ["a name of a queue beside the queue", { duplicatesQueue: "made-as-well" }, "names.duplicatesQueue"],
  ["a name of a bucket beside the bucket", { failuresBucket: "made-as-well" }, "names.failuresBucket"],
])("%s is refused: nothing of that name would be made", (_what, more, key) => {
  expect(() =>
    synthesise((scope) => {
      deduplicatorOf(scope, { names: { function: "team-deduplicator", index: "team-index", ...more } });
    }),
  ).toThrow(`deduplicator: ${key}: got "made-as-well"; names what is not made: one of yours is given.`);
});

test("a bucket's name beside a bucket of a team is refused", () => {
  expect(() =>
    synthesise((scope) => {
      const { bucket } = existing(scope);
      new LakeStorage(scope, "storage", { bucket, bucketName: "another", rawRetentionDays: 30 });
    }),
  ).toThrow('storage: bucketName: got "another"; is of no use beside a bucket of yours. Remove one of the two.');
});

test.each<[string, (scope: TerraformStack) => unknown]>([
  ["an alias of a key", (scope) => EncryptionKey.fromKeyArn(scope, "key", { arn: arnOf("kms", "alias/data") })],
  ["the name of a stream", (scope) => EventStream.fromStreamArn(scope, "stream", { arn: "team-events" })],
  ["a FIFO queue", (scope) => SideQueue.fromQueueArn(scope, "queue", { arn: arnOf("sqs", "side.fifo") })],
  [
    "a FIFO topic",
    (scope) => AlarmTopic.fromTopicArn(scope, "topic", { ...place, arn: arnOf("sns", "alarms.fifo"), name: "team" }),
  ],
  [
    "the consumer of a delivery stream",
    (scope) => ParquetDelivery.fromDeliveryStreamArn(scope, "delivery", { arn: arnOf("kinesis", "stream/x") }),
  ],
  ["a user", (scope) => ServiceRole.fromRoleArn(scope, "role", { arn: "arn:aws:iam::111111111111:user/x" })],
  [
    "a bucket with a slash",
    (scope) => PrivateBucket.fromBucketName(scope, "bucket", { ...place, name: "team/bucket" }),
  ],
])("%s is refused where something else is meant", (_what, make) => {
  expect(() => synthesise((scope) => void make(scope))).toThrow(/: (arn|name): got ".*"; /);
});

test("an ARN that Terraform learns later is taken, and taken apart by Terraform", () => {
  const stack = synthesise((scope) => {
    const arn = new TerraformVariable(scope, "arn", { type: "string" }).stringValue;
    deduplicatorOf(scope, {
      encryptionKey: EncryptionKey.fromKeyArn(scope, "late_key", { arn }),
      stream: EventStream.fromStreamArn(scope, "late_stream", { arn }),
      delivery: ParquetDelivery.fromDeliveryStreamArn(scope, "late_delivery", { arn }),
    });
  });

  const { kms_key_arn: key, environment } = stack.config("aws_lambda_function");
  expect(key).toBe("${var.arn}");
  expect(JSON.stringify(environment)).toContain('element(split(\\"/\\", var.arn), 1)');
});
