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

test("it writes each record as it came, a line of its own, by hour of arrival, and looks into none", () => {
  const destination = stream["extended_s3_configuration"];

  expect(destination).toMatchObject({
    prefix: "landing/!{timestamp:yyyy-MM-dd}/!{timestamp:HH}/",
    error_output_prefix: "errors/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/",
    compression_format: "GZIP",
    processing_configuration: {
      processors: [
        { type: "AppendDelimiterToRecord", parameters: [{ parameter_name: "Delimiter", parameter_value: "\\n" }] },
      ],
    },
  });
  expect(destination).not.toHaveProperty("dynamic_partitioning_configuration");
  expect(destination).not.toHaveProperty("data_format_conversion_configuration");
});

test("AWS's rules for a destination are kept", () => {
  const { prefix, error_output_prefix: errorPrefix } = stream["extended_s3_configuration"] as Record<string, string>;

  expect(
    validateDestination({
      Prefix: prefix,
      ErrorOutputPrefix: errorPrefix,
      CompressionFormat: "GZIP",
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 },
      ProcessingConfiguration: { Enabled: true, Processors: [{ Type: "AppendDelimiterToRecord" }] },
    }),
  ).toEqual([]);
});

test.each([
  ["bufferMebibytes", 0, "1 to 128"],
  ["bufferMebibytes", 129, "1 to 128"],
  ["bufferSeconds", -1, "0 to 900"],
  ["bufferSeconds", 901, "0 to 900"],
])("%s of %d is refused, with what Firehose takes", (name, value, range) => {
  expect(() => synthesise((scope) => void landing(scope, { [name]: value }))).toThrow(
    `${name}: got ${value}; must be a whole number from ${range}: `,
  );
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

test("its alarm has a name of its own: while processing is switched there are two delivery streams", () => {
  const alarmed = synthesise((scope) => {
    landing(scope, { alarms: alarmTopic(scope), bufferSeconds: 60 });
  });

  expect(alarmed.ofType("aws_cloudwatch_metric_alarm").map(({ config }) => config["alarm_name"])).toEqual([
    "lake-landing-is-late",
  ]);
});
