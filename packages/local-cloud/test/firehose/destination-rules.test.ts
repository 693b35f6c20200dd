import { type S3Destination, validateDestination, unsupportedSettings } from "../../src/firehose/destination-rules";
import { PARTITIONED_PARQUET } from "./emulator-double";

describe("destination rules", () => {
  const ACCEPTED: S3Destination = {
    ...PARTITIONED_PARQUET,
    BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
    CompressionFormat: "UNCOMPRESSED",
  };
  const [DE_AGGREGATION, EXTRACTION] = PARTITIONED_PARQUET.ProcessingConfiguration?.Processors ?? [];

  function processors(...list: NonNullable<NonNullable<S3Destination["ProcessingConfiguration"]>["Processors"]>) {
    return { ProcessingConfiguration: { Enabled: true, Processors: list } };
  }

  it("accepts a destination with dynamic partitioning and format conversion", () => {
    expect(validateDestination(ACCEPTED)).toEqual([]);
  });

  it("accepts a destination with nothing but defaults", () => {
    expect(validateDestination({})).toEqual([]);
  });

  // Messages as the service words them, quoted by aws-cdk's aws-kinesisfirehose and by Terraform users.
  it.each<[string, S3Destination]>([
    [
      "BufferingHints.SizeInMBs must be at least 64 when Dynamic Partitioning is enabled.",
      { BufferingHints: { SizeInMBs: 63, IntervalInSeconds: 60 }, DataFormatConversionConfiguration: undefined },
    ],
    [
      "BufferingHints.IntervalInSeconds must be at least 60 seconds when Dynamic Partitioning is enabled.",
      { BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 59 } },
    ],
    [
      "S3 Prefix should contain Dynamic Partitioning namespaces when Dynamic Partitioning is enabled",
      { Prefix: "raw/!{timestamp:yyyy}/" },
    ],
    [
      "MetadataExtraction processor should be present when S3 Prefix has partitionKeyFromQuery namespace",
      processors({ Type: "Lambda", Parameters: [] }),
    ],
    [
      "Lambda should be present when S3 Prefix contains keys from partitionKeyFromLambda namespace",
      { Prefix: "raw/!{partitionKeyFromLambda:type}/" },
    ],
    ["ErrorOutputPrefix can't be null when Prefix contains expressions.", { ErrorOutputPrefix: undefined }],
    [
      "Prefix can't contain !{firehose:error-output-type}.",
      { Prefix: "!{partitionKeyFromQuery:type}/!{firehose:error-output-type}/" },
    ],
    [
      "ErrorOutputPrefix with expressions must include !{firehose:error-output-type}.",
      { ErrorOutputPrefix: "e/!{timestamp:yyyy}/" },
    ],
    [
      "ErrorOutputPrefix can't contain partitionKeyFromQuery or partitionKeyFromLambda expressions.",
      { ErrorOutputPrefix: "!{firehose:error-output-type}/!{partitionKeyFromQuery:type}/" },
    ],
    ["CompressionFormat must be UNCOMPRESSED when data format conversion is enabled.", { CompressionFormat: "GZIP" }],
    [
      "CustomTimeZone must be a time zone such as UTC or Asia/Tokyo, got Mars/Olympus.",
      { CustomTimeZone: "Mars/Olympus" },
    ],
    ["BufferingHints.SizeInMBs must be between 1 and 128, got 129.", { BufferingHints: { SizeInMBs: 129 } }],
    [
      "BufferingHints.IntervalInSeconds must be between 0 and 900, got 901.",
      { BufferingHints: { IntervalInSeconds: 901 } },
    ],
  ])("refuses with: %s", (message, change) => {
    expect(validateDestination({ ...ACCEPTED, ...change })).toEqual([message]);
  });

  it("refuses dynamic partitioning without processing", () => {
    expect(validateDestination({ ...ACCEPTED, ProcessingConfiguration: { Enabled: false } })).toEqual([
      "Processing Configuration is not enabled when DataPartitioning is enabled",
      "MetadataExtraction processor should be present when S3 Prefix has partitionKeyFromQuery namespace",
    ]);
  });

  it("refuses partition keys in the prefix of a stream that does not partition dynamically", () => {
    expect(validateDestination({ ...ACCEPTED, DynamicPartitioningConfiguration: { Enabled: false } })).toEqual([
      "Dynamic Partitioning must be enabled when S3 Prefix contains Dynamic Partitioning namespaces.",
    ]);
  });

  // "you can't set SizeInMBs to a value less than 64 if you enable record format conversion"
  // https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
  it("refuses format conversion with a small buffer, also without dynamic partitioning", () => {
    const { DataFormatConversionConfiguration } = ACCEPTED;

    expect(validateDestination({ DataFormatConversionConfiguration, BufferingHints: { SizeInMBs: 5 } })).toEqual([
      "BufferingHints.SizeInMBs must be at least 64 when data format conversion is enabled.",
    ]);
  });

  it("names everything that format conversion lacks", () => {
    expect(validateDestination({ DataFormatConversionConfiguration: {} })).toEqual([
      expect.stringContaining("SchemaConfiguration.RoleARN") as string,
      expect.stringContaining("SchemaConfiguration.DatabaseName") as string,
      expect.stringContaining("SchemaConfiguration.TableName") as string,
      expect.stringContaining("Deserializer") as string,
      expect.stringContaining("Serializer") as string,
    ]);
  });

  it("refuses another jq than 1.6, a missing query and a delimiter that is not base64", () => {
    const messages = validateDestination({
      ...ACCEPTED,
      ...processors(
        {
          Type: "RecordDeAggregation",
          Parameters: [
            { ParameterName: "SubRecordType", ParameterValue: "DELIMITED" },
            { ParameterName: "Delimiter", ParameterValue: "####" },
          ],
        },
        { Type: "MetadataExtraction", Parameters: [{ ParameterName: "JsonParsingEngine", ParameterValue: "JQ-1.7" }] },
      ),
    });

    expect(messages).toEqual([
      "Delimiter must be a base64 encoded string when SubRecordType is DELIMITED, got ####.",
      "MetadataExtractionQuery must have 1 to 5120 characters, got 0.",
      "JsonParsingEngine must be JQ-1.6, got JQ-1.7.",
    ]);
  });

  it("takes the processors of a disabled configuration for absent", () => {
    const Processors = [DE_AGGREGATION, EXTRACTION].flatMap((processor) => processor ?? []);

    expect(validateDestination({ ProcessingConfiguration: { Enabled: false, Processors } })).toEqual([]);
  });
});

describe("unsupported settings", () => {
  const conversion = PARTITIONED_PARQUET.DataFormatConversionConfiguration;

  it("has nothing to say about what the engine can do", () => {
    expect(unsupportedSettings(PARTITIONED_PARQUET)).toEqual([]);
  });

  it.each<[string, S3Destination]>([
    ["a Lambda processor", { ProcessingConfiguration: { Enabled: true, Processors: [{ Type: "Lambda" }] } }],
    ["S3BackupMode Enabled", { S3BackupMode: "Enabled" }],
    ["CompressionFormat ZIP", { CompressionFormat: "ZIP" }],
    [
      "SchemaConfiguration.VersionId 7",
      { DataFormatConversionConfiguration: { ...conversion, SchemaConfiguration: { VersionId: "7" } } },
    ],
    [
      "HiveJsonSerDe",
      {
        DataFormatConversionConfiguration: {
          ...conversion,
          InputFormatConfiguration: { Deserializer: { HiveJsonSerDe: {} } },
        },
      },
    ],
    [
      "OrcSerDe",
      {
        DataFormatConversionConfiguration: {
          ...conversion,
          OutputFormatConfiguration: { Serializer: { OrcSerDe: {} } },
        },
      },
    ],
  ])("says that %s is not supported", (setting, destination) => {
    expect(unsupportedSettings(destination)).toEqual([
      expect.stringContaining(`does not support ${setting}`) as string,
    ]);
  });
});
