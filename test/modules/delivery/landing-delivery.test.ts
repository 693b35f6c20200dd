import type { Construct } from "constructs";
import { validateDestination } from "@event-lake/local-cloud/firehose";
import { LandingDelivery, type LandingDeliveryProps } from "../../../modules/delivery";
import { EventStream } from "../../../modules/event-stream";
import { alarmTopic, encryptionKey, lakeStorage, place } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

function landing(scope: Construct, props: Partial<LandingDeliveryProps> = {}, keyed = false): LandingDelivery {
  const key = keyed ? encryptionKey(scope) : undefined;
  return new LandingDelivery(scope, "landing", {
    ...place,
    name: "lake-landing",
    events: new EventStream(scope, "events", { name: "events", encryptionKey: key }),
    storage: lakeStorage(scope, key),
    contractedEvents: ["heartbeat"],
    windowDays: 7,
    ...props,
  });
}

const stack = synthesise(landing);
const stream = stack.config("aws_kinesis_firehose_delivery_stream");

test("it reads the event stream with its own role, and sets no encryption that AWS refuses beside a source", () => {
  expect(stream["kinesis_source_configuration"]).toEqual({
    kinesis_stream_arn: stack.reference("aws_kinesis_stream", "arn"),
    role_arn: stack.reference("aws_iam_role", "arn"),
  });
  expect(stream).not.toHaveProperty("server_side_encryption");
});

test("it writes compressed lines as they came to the folder and date that jq finds, and converts nothing", () => {
  expect(stream["extended_s3_configuration"]).toMatchObject({
    prefix: "landing/!{partitionKeyFromQuery:table}/created_date=!{partitionKeyFromQuery:created_date}/",
    error_output_prefix: "errors/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/",
    compression_format: "GZIP",
    processing_configuration: {
      processors: [
        { type: "MetadataExtraction" },
        { type: "AppendDelimiterToRecord", parameters: [{ parameter_name: "Delimiter", parameter_value: "\\n" }] },
      ],
    },
  });
  expect(stream["extended_s3_configuration"]).not.toHaveProperty("data_format_conversion_configuration");
});

test("AWS's rules for a destination with dynamic partitioning are kept", () => {
  const { prefix, error_output_prefix: errorPrefix } = stream["extended_s3_configuration"] as Record<string, string>;

  expect(
    validateDestination({
      Prefix: prefix,
      ErrorOutputPrefix: errorPrefix,
      CompressionFormat: "GZIP",
      BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 300 },
      DynamicPartitioningConfiguration: { Enabled: true },
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          {
            Type: "MetadataExtraction",
            Parameters: [
              { ParameterName: "JsonParsingEngine", ParameterValue: "JQ-1.6" },
              { ParameterName: "MetadataExtractionQuery", ParameterValue: "{table:.a,created_date:.b}" },
            ],
          },
        ],
      },
    }),
  ).toEqual([]);
});

test("its role reads the stream, writes landing/ and errors/ and nothing else", () => {
  const keyed = synthesise((scope) => {
    landing(scope, {}, true);
  });
  const statements = statementsOf(keyed.only("aws_iam_role_policy"));
  const bucket = keyed.reference("aws_s3_bucket", "arn");

  expect(statements.find(({ Sid }) => Sid === "WriteObjects")?.Resource).toEqual([
    `${bucket}/landing/*`,
    `${bucket}/errors/*`,
  ]);
  expect(statements.find(({ Sid }) => Sid === "ReadStream")?.Resource).toEqual([
    keyed.reference("aws_kinesis_stream", "arn"),
  ]);
  expect(statements.flatMap(({ Action }) => Action)).toEqual(
    expect.arrayContaining(["kms:Decrypt", "kms:GenerateDataKey"]),
  );
});

test("its alarms have names of their own: while processing is switched there are two delivery streams", () => {
  const alarmed = synthesise((scope) => {
    landing(scope, { alarms: alarmTopic(scope), bufferSeconds: 60 });
  });

  expect(alarmed.ofType("aws_cloudwatch_metric_alarm").map(({ config }) => config["alarm_name"])).toEqual([
    "lake-landing-is-late",
    "lake-landing-partitions-exceeded",
  ]);
});

test("more contracts than the query can name are refused, with what to do", () => {
  const contractedEvents = Array.from({ length: 300 }, (_, index) => `a:rather:long:event:name:${index}`);

  expect(() =>
    synthesise((scope) => {
      landing(scope, { contractedEvents });
    }),
  ).toThrow(
    /the jq query that names 300 contracts has \d+ characters; Firehose takes 5120\. Shorten the names, or choose processing in flight/,
  );
});

test("a hundred contracts of usual length fit", () => {
  const contractedEvents = Array.from({ length: 100 }, (_, index) => `payment:order:completed${index}`);

  expect(() =>
    synthesise((scope) => {
      landing(scope, { contractedEvents });
    }),
  ).not.toThrow();
});
