import { alarmTopic, delivery, encryptionKey, role } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise, type Synthesised } from "../synthesised";
import { z } from "zod";

const plain = synthesise((scope) => {
  delivery(scope);
});

const destinationSchema = z.looseObject({
  prefix: z.string(),
  error_output_prefix: z.string(),
  buffering_size: z.number(),
  buffering_interval: z.number(),
  compression_format: z.string(),
  processing_configuration: z.object({
    enabled: z.literal(true),
    processors: z.array(
      z.object({
        type: z.string(),
        parameters: z.array(z.object({ parameter_name: z.string(), parameter_value: z.string() })),
      }),
    ),
  }),
});

function destination(stack: Synthesised) {
  return destinationSchema.parse(stack.config("aws_kinesis_firehose_delivery_stream")["extended_s3_configuration"]);
}

test("an object goes to its table and date, and what cannot be written to a prefix by type of error", () => {
  expect(destination(plain)).toMatchObject({
    prefix: "raw/!{partitionKeyFromQuery:table}/created_date=!{partitionKeyFromQuery:created_date}/",
    error_output_prefix: "errors/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/",
    dynamic_partitioning_configuration: { enabled: true, retry_duration: 300 },
  });
});

test("records are de-aggregated before jq runs, so that it sees single events", () => {
  const { processors } = destination(plain).processing_configuration;

  expect(processors.map(({ type }) => type)).toEqual(["RecordDeAggregation", "MetadataExtraction"]);
  expect(processors[0]?.parameters).toEqual([{ parameter_name: "SubRecordType", parameter_value: "JSON" }]);
  expect(processors[1]?.parameters).toEqual([
    { parameter_name: "JsonParsingEngine", parameter_value: "JQ-1.6" },
    {
      parameter_name: "MetadataExtractionQuery",
      parameter_value: "{table:.table_name,created_date:.created_date}",
    },
  ]);
});

test("files are Parquet of the catalogue's own schema, and not compressed a second time", () => {
  const schema = plain.ofType("aws_glue_catalog_table").find(({ config }) => config["name"] === "delivery_schema");

  expect(destination(plain)).toMatchObject({
    compression_format: "UNCOMPRESSED",
    data_format_conversion_configuration: {
      input_format_configuration: { deserializer: { open_x_json_ser_de: {} } },
      output_format_configuration: { serializer: { parquet_ser_de: { compression: "SNAPPY" } } },
      schema_configuration: {
        table_name: `\${aws_glue_catalog_table.${schema?.id ?? ""}.name}`,
        region: "eu-central-1",
        version_id: "LATEST",
      },
    },
  });
});

test("a delivery stream buffers 128 MiB or 300 seconds, logs its errors and is encrypted with the service's own key", () => {
  expect(destination(plain)).toMatchObject({
    buffering_size: 128,
    buffering_interval: 300,
    cloudwatch_logging_options: {
      enabled: true,
      log_stream_name: plain.reference("aws_cloudwatch_log_stream", "name"),
    },
  });
  expect(plain.config("aws_kinesis_firehose_delivery_stream")).toMatchObject({
    server_side_encryption: { enabled: true, key_type: "AWS_OWNED_CMK" },
    lifecycle: { prevent_destroy: false },
  });
  expect(plain.config("aws_cloudwatch_log_group")).toEqual({
    name: "/aws/kinesisfirehose/lake-delivery",
    retention_in_days: 30,
  });
});

test("it is made after its permissions and after the bucket is safe", () => {
  const dependencies = plain.config("aws_kinesis_firehose_delivery_stream")["depends_on"];

  expect(dependencies).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^aws_iam_role_policy\./),
      expect.stringMatching(/^aws_s3_bucket_public_access_block\./),
      expect.stringMatching(/^aws_s3_bucket_server_side_encryption_configuration\./),
      expect.stringMatching(/^aws_s3_bucket_policy\./),
    ]),
  );
});

test("buffers, prefix, keys, log retention, encryption key and protection can be chosen", () => {
  const stack = synthesise((scope) => {
    delivery(
      scope,
      {
        bufferMebibytes: 64,
        bufferSeconds: 60,
        prefix: "raw/!{partitionKeyFromQuery:type}/",
        partitionKeys: { type: ".event_type" },
        logRetentionDays: 7,
        removalProtection: true,
      },
      encryptionKey(scope),
    );
  });
  const key = stack.reference("aws_kms_key", "arn");

  expect(destination(stack)).toMatchObject({
    buffering_size: 64,
    buffering_interval: 60,
    prefix: "raw/!{partitionKeyFromQuery:type}/",
    kms_key_arn: key,
  });
  expect(JSON.stringify(destination(stack).processing_configuration)).toContain("{type:.event_type}");
  expect(stack.config("aws_kinesis_firehose_delivery_stream")).toMatchObject({
    server_side_encryption: { enabled: true, key_type: "CUSTOMER_MANAGED_CMK", key_arn: key },
    lifecycle: { prevent_destroy: true },
  });
  expect(stack.config("aws_cloudwatch_log_group")).toMatchObject({ retention_in_days: 7, kms_key_id: key });
});

// Firehose answers: "BufferingHints.SizeInMBs must be at least 64 when Dynamic Partitioning is enabled."
test.each([
  {
    setting: { bufferMebibytes: 32 },
    message: "bufferMebibytes: got 32; must be a whole number from 64 to 128",
  },
  { setting: { bufferMebibytes: 129 }, message: "bufferMebibytes: got 129; must be a whole number from 64 to 128" },
  {
    setting: { bufferSeconds: 59 },
    message: "bufferSeconds: got 59; must be a whole number from 60 to 900",
  },
  { setting: { bufferSeconds: 901 }, message: "bufferSeconds: got 901; must be a whole number from 60 to 900" },
])("a buffer outside of what Firehose takes is refused: $setting", ({ setting, message }) => {
  expect(() =>
    synthesise((scope) => {
      delivery(scope, setting);
    }),
  ).toThrow(`stack/delivery: ${message}`);
});

test("a prefix whose keys are not those of the query is refused", () => {
  expect(() =>
    synthesise((scope) => {
      delivery(scope, { prefix: "raw/!{partitionKeyFromQuery:name}/" });
    }),
  ).toThrow(
    'stack/delivery: the prefix "raw/!{partitionKeyFromQuery:name}/" and the partition keys (table, created_date)',
  );
});

test("the alarms go off when an event waits three buffer intervals, when partitions exceed the quota, and when puts are throttled", () => {
  const stack = synthesise((scope) => {
    delivery(scope, { bufferSeconds: 200, alarms: alarmTopic(scope) });
  });
  const dimensions = {
    DeliveryStreamName: stack.reference("aws_kinesis_firehose_delivery_stream", "name"),
  };

  expect(stack.ofType("aws_cloudwatch_metric_alarm").map(({ config }) => config)).toMatchObject([
    { metric_name: "DeliveryToS3.DataFreshness", threshold: 600, dimensions },
    { metric_name: "PartitionCountExceeded", threshold: 0, dimensions },
    { metric_name: "ThrottledRecords", threshold: 0, dimensions },
  ]);
});

test("only Firehose may take the role, and only on behalf of this account", () => {
  expect(statementsOf(plain.only("aws_iam_role"), "assume_role_policy")).toMatchObject([
    {
      Principal: { Service: ["firehose.amazonaws.com"] },
      Condition: { StringEquals: { "sts:ExternalId": ["111111111111"] } },
    },
  ]);
});

test("a writer may put batches into this delivery stream", () => {
  const stack = synthesise((scope) => {
    delivery(scope).grantWrite(role(scope, "writer"));
  });
  const writer = stack.ofType("aws_iam_role_policy").find(({ id }) => id.startsWith("writer"));

  expect(writer && statementsOf(writer)).toMatchObject([
    {
      Action: ["firehose:PutRecordBatch"],
      Resource: [stack.reference("aws_kinesis_firehose_delivery_stream", "arn")],
    },
  ]);
});
