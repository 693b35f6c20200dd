import type { TerraformStack } from "cdktf";
import { BUCKET_LOG_VARIABLES, DEDUPLICATE_VARIABLES } from "../../../lambda-src/interface";
import { Deduplicator, type DeduplicatorProps } from "../../../modules/deduplicator";
import type { EncryptionKey } from "../../../modules/encryption-key";
import { EventStream } from "../../../modules/event-stream";
import { alarmTopic, delivery, encryptionKey, place } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { reference, synthesise, type Synthesised } from "../synthesised";

function deduplicator(
  scope: TerraformStack,
  { retentionHours, ...props }: Partial<DeduplicatorProps> & { readonly retentionHours?: number } = {},
  key?: EncryptionKey,
) {
  return new Deduplicator(scope, "deduplicator", {
    ...place,
    names: {
      function: "lake-deduplicator",
      index: "lake-ids",
      duplicatesQueue: "lake-duplicates",
      quarantineQueue: "lake-quarantine",
      failuresBucket: "lake-failures",
    },
    stream: new EventStream(scope, "events", { name: "lake-events", retentionHours, encryptionKey: key }),
    delivery: delivery(scope, {}, key),
    windowDays: 7,
    contracts: '{"version":2,"contracts":[]}',
    encryptionKey: key,
    ...props,
  });
}

let plain: Synthesised;
beforeAll(() => {
  plain = synthesise((scope) => {
    deduplicator(scope);
  });
});

function named(stack: Synthesised, type: string, name: string, argument = "name") {
  const found = stack.ofType(type).find(({ config }) => config[argument] === name);
  if (found === undefined) throw new Error(`There is no ${type} with ${argument} "${name}".`);
  return found;
}

test("the function finds everything that it needs in its environment, by the names that its code reads", () => {
  expect(plain.config("aws_lambda_function")["environment"]).toEqual({
    variables: {
      [DEDUPLICATE_VARIABLES.index]: "bucket-log",
      [BUCKET_LOG_VARIABLES.slotSeconds]: "5",
      [BUCKET_LOG_VARIABLES.subBucketBits]: "2",
      [DEDUPLICATE_VARIABLES.indexTable]: plain.reference("aws_dynamodb_table", "name"),
      [DEDUPLICATE_VARIABLES.windowSeconds]: "604800",
      [DEDUPLICATE_VARIABLES.deliveryStream]: plain.reference("aws_kinesis_firehose_delivery_stream", "name"),
      [DEDUPLICATE_VARIABLES.duplicatesQueue]: reference(named(plain, "aws_sqs_queue", "lake-duplicates"), "url"),
      [DEDUPLICATE_VARIABLES.quarantineQueue]: reference(named(plain, "aws_sqs_queue", "lake-quarantine"), "url"),
      [DEDUPLICATE_VARIABLES.failuresBucket]: reference(
        named(plain, "aws_s3_bucket", "lake-failures", "bucket"),
        "bucket",
      ),
    },
  });
});

test("the function gets another geometry, or of one item for each event, and has a table of that shape", () => {
  const narrow = synthesise((scope) => {
    deduplicator(scope, { index: { kind: "bucket-log", geometry: { slotSeconds: 1, subBucketBits: 9 } } });
  });
  const items = synthesise((scope) => {
    deduplicator(scope, { index: { kind: "item-per-event" } });
  });

  expect(narrow.text).toContain('"DEDUPLICATION_SLOT_SECONDS": "1"');
  expect(narrow.text).toContain('"DEDUPLICATION_SUB_BUCKET_BITS": "9"');
  expect(items.text).toContain('"DEDUPLICATION_INDEX": "item-per-event"');
  expect(items.text).not.toContain("DEDUPLICATION_SLOT_SECONDS");
  expect(items.config("aws_dynamodb_table")["hash_key"]).toBe("event_uuid");
});

test("the function runs on Graviton with 1 GiB and logs for 30 days to a group that exists before it runs", () => {
  expect(plain.config("aws_lambda_function")).toMatchObject({
    function_name: "lake-deduplicator",
    runtime: "nodejs22.x",
    architectures: ["arm64"],
    handler: "index.handler",
    memory_size: 1024,
    timeout: 120,
  });
  expect(named(plain, "aws_cloudwatch_log_group", "/aws/lambda/lake-deduplicator").config["retention_in_days"]).toBe(
    30,
  );
});

test("the package's hash is in the plan, so that only changed code is deployed again", () => {
  const again = synthesise((scope) => {
    deduplicator(scope);
  });

  const hash = plain.config("aws_lambda_function")["source_code_hash"];
  expect(hash).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  expect(again.config("aws_lambda_function")["source_code_hash"]).toBe(hash);
});

test("changed contracts are changed code: the function checks events by them", () => {
  const changed = synthesise((scope) => {
    deduplicator(scope, { contracts: '{"version":2,"contracts":[{"event_name":"heartbeat","fields":[]}]}' });
  });

  const hash = plain.config("aws_lambda_function")["source_code_hash"];
  expect(changed.config("aws_lambda_function")["source_code_hash"]).not.toBe(hash);
});

test("no batch is lost: it is reported in part, halved, tried ten times as long as the stream keeps it, then kept in S3", () => {
  expect(plain.config("aws_lambda_event_source_mapping")).toMatchObject({
    event_source_arn: plain.reference("aws_kinesis_stream", "arn"),
    function_name: plain.reference("aws_lambda_function", "arn"),
    starting_position: "TRIM_HORIZON",
    function_response_types: ["ReportBatchItemFailures"],
    bisect_batch_on_function_error: true,
    maximum_retry_attempts: 300,
    maximum_record_age_in_seconds: 604_800,
    destination_config: {
      on_failure: {
        destination_arn: reference(named(plain, "aws_s3_bucket", "lake-failures", "bucket"), "arn"),
      },
    },
  });
});

test("batches are of 1000 records or 5 seconds, one at a time for each shard", () => {
  expect(plain.config("aws_lambda_event_source_mapping")).toMatchObject({
    batch_size: 1000,
    maximum_batching_window_in_seconds: 5,
    parallelization_factor: 1,
  });
});

test("batches, memory, retentions, window, key and protection can be chosen", () => {
  const stack = synthesise((scope) => {
    deduplicator(
      scope,
      {
        windowDays: 14,
        retentionHours: 336,
        batch: { size: 50, windowSeconds: 1, parallelizationFactor: 4, maximumRetries: 2 },
        memoryMebibytes: 2048,
        logRetentionDays: 365,
        failuresRetentionDays: 5,
        removalProtection: true,
      },
      encryptionKey(scope),
    );
  });
  const key = stack.reference("aws_kms_key", "arn");

  expect(stack.config("aws_lambda_event_source_mapping")).toMatchObject({
    batch_size: 50,
    maximum_batching_window_in_seconds: 1,
    parallelization_factor: 4,
    maximum_retry_attempts: 2,
    // Lambda allows no more than a week. https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
    maximum_record_age_in_seconds: 604_800,
  });
  expect(stack.config("aws_lambda_function")).toMatchObject({ memory_size: 2048, kms_key_arn: key });
  expect(stack.text).toContain('"DEDUPLICATION_WINDOW_SECONDS": "1209600"');
  expect(named(stack, "aws_cloudwatch_log_group", "/aws/lambda/lake-deduplicator").config).toMatchObject({
    retention_in_days: 365,
    kms_key_id: key,
  });
  const failures = named(stack, "aws_s3_bucket", "lake-failures", "bucket");
  expect(failures.config).toMatchObject({ force_destroy: false, lifecycle: { prevent_destroy: true } });
  const lifecycle = stack
    .ofType("aws_s3_bucket_lifecycle_configuration")
    .find(({ config }) => config["bucket"] === reference(failures, "bucket"));
  expect(lifecycle?.config["rule"]).toMatchObject([{ expiration: [{ days: 5 }] }]);
});

test("what could not be processed is kept for 90 days; what was overwritten or deleted goes a week later", () => {
  const failures = reference(named(plain, "aws_s3_bucket", "lake-failures", "bucket"), "bucket");

  expect(named(plain, "aws_s3_bucket_lifecycle_configuration", failures, "bucket").config["rule"]).toEqual([
    {
      id: "failures",
      status: "Enabled",
      filter: [{ prefix: "" }],
      expiration: [{ days: 90 }],
      noncurrent_version_expiration: [{ noncurrent_days: 7 }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    },
  ]);
});

test("a short retention bounds the age of a record that is tried again", () => {
  const stack = synthesise((scope) => {
    deduplicator(scope, { retentionHours: 24 });
  });

  expect(stack.config("aws_lambda_event_source_mapping")["maximum_record_age_in_seconds"]).toBe(86_400);
});

test("a window shorter than the stream's retention is refused: a replay would pass as new events", () => {
  expect(() =>
    synthesise((scope) => {
      deduplicator(scope, { windowDays: 6 });
    }),
  ).toThrow(
    "stack/deduplicator: windowDays: got 6; must cover the 168 hours for which the stream keeps a record: a replay would pass as new events. Write 7 or more, or shorten the retention.",
  );
});

test("no policy of a deduplicator with a key has two statements of one sid", () => {
  const stack = synthesise((scope) => {
    deduplicator(scope, {}, encryptionKey(scope));
  });

  for (const policy of stack.ofType("aws_iam_role_policy")) {
    const sids = statementsOf(policy).flatMap(({ Sid }) => Sid ?? []);
    expect(sids).toEqual([...new Set(sids)]);
  }
});

test("the alarms watch the function's errors, the records that it gives back, its waiting for the index, and the quarantine queue", () => {
  const stack = synthesise((scope) => {
    deduplicator(scope, { alarms: alarmTopic(scope) });
  });
  const ofFunction = { Function: stack.reference("aws_lambda_function", "function_name") };

  const watched = stack
    .ofType("aws_cloudwatch_metric_alarm")
    .map(({ config }) => [config["metric_name"], config["dimensions"]]);

  expect(Object.fromEntries(watched)).toEqual({
    Errors: { FunctionName: stack.reference("aws_lambda_function", "function_name") },
    IteratorAge: { FunctionName: stack.reference("aws_lambda_function", "function_name") },
    NumberOfMessagesSent: { QueueName: reference(named(stack, "aws_sqs_queue", "lake-quarantine"), "name") },
    WriteThrottleEvents: { TableName: stack.reference("aws_dynamodb_table", "name") },
    ClaimMilliseconds: ofFunction,
    Failed: ofFunction,
    DuplicatesPercent: ofFunction,
    IndexLostRaces: ofFunction,
  });
});
