import type { S3Destination } from "../../src/firehose/destination-rules";
import { unsupportedSettings } from "../../src/firehose/unsupported-settings";
import { PARTITIONED_PARQUET } from "./emulator-double";

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
  expect(unsupportedSettings(destination)).toEqual([expect.stringContaining(`does not support ${setting}`) as string]);
});
