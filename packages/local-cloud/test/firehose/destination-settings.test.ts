import { readSettings } from "../../src/firehose/destination-settings";
import { PARTITIONED_PARQUET } from "./emulator-double";

const STREAM = {
  DeliveryStreamName: "events",
  DeliveryStreamARN: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/events",
  VersionId: "3",
};
const BucketARN = "arn:aws:s3:::lake";
const MIB = 1024 * 1024;

// "when format conversion isn't enabled, the default value is 5. The value becomes 128 when you enable it."
// https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
it("fills in the service's defaults for buffers", () => {
  const plain = readSettings(STREAM, { BucketARN });
  const large = readSettings(STREAM, { ...PARTITIONED_PARQUET, BucketARN });

  expect([plain.bufferBytes, plain.bufferMilliseconds]).toEqual([5 * MIB, 300_000]);
  expect([large.bufferBytes, large.bufferMilliseconds]).toEqual([128 * MIB, 300_000]);
});

it("takes account and region of the catalog from the delivery stream unless the configuration names others", () => {
  const conversion = PARTITIONED_PARQUET.DataFormatConversionConfiguration;
  const named = {
    ...conversion,
    SchemaConfiguration: { ...conversion?.SchemaConfiguration, CatalogId: "210987654321", Region: "us-east-1" },
  };

  expect(readSettings(STREAM, { ...PARTITIONED_PARQUET, BucketARN }).conversion).toMatchObject({
    catalogId: "123456789012",
    region: "eu-west-1",
    compression: "SNAPPY",
  });
  expect(
    readSettings(STREAM, { ...PARTITIONED_PARQUET, DataFormatConversionConfiguration: named, BucketARN }).conversion,
  ).toMatchObject({ catalogId: "210987654321", region: "us-east-1" });
});

it("ignores a conversion that is switched off and empty texts of an emulator", () => {
  const settings = readSettings(STREAM, {
    BucketARN,
    DataFormatConversionConfiguration: { Enabled: false },
    CustomTimeZone: "",
    FileExtension: "",
  });

  expect(settings).toMatchObject({ conversion: undefined, timeZone: "UTC", fileExtension: undefined });
});

// "if you want to use the following string as your custom delimeter ####, you must specify it in the base-64 encoded
// format, which translates it to IyMjIw=="
// https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html
it("decodes the delimiter of sub-records", () => {
  const Parameters = [
    { ParameterName: "SubRecordType" as const, ParameterValue: "DELIMITED" },
    { ParameterName: "Delimiter" as const, ParameterValue: "IyMjIw==" },
  ];
  const ProcessingConfiguration = { Enabled: true, Processors: [{ Type: "RecordDeAggregation" as const, Parameters }] };

  expect(readSettings(STREAM, { BucketARN, ProcessingConfiguration }).deAggregation).toEqual({
    subRecordType: "DELIMITED",
    delimiter: Buffer.from("####"),
  });
});

it("refuses a bucket that is no ARN", () => {
  expect(() => readSettings(STREAM, { BucketARN: "lake" })).toThrow('BucketARN: received "lake"');
});
