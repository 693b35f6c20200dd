import { convertsFormat, type S3Destination } from "./destination-rules";
import { enabledProcessors } from "./processors";

const SUPPORTED_PROCESSORS = ["RecordDeAggregation", "MetadataExtraction", "AppendDelimiterToRecord"];
const SUPPORTED_COMPRESSIONS = ["UNCOMPRESSED", "GZIP"];

/**
 * Says what the service can do and this engine cannot, one message per setting: a transform Lambda and other
 * processors, Hive JSON and ORC, compressions other than GZIP, a fixed version of the Glue table, a backup of source records.
 */
export function unsupportedSettings(destination: S3Destination): string[] {
  const messages = enabledProcessors(destination)
    .filter(({ Type }) => Type === undefined || !SUPPORTED_PROCESSORS.includes(Type))
    .map(({ Type }) => unsupported(`a ${Type ?? "nameless"} processor`, SUPPORTED_PROCESSORS.join(", ")));
  const compression = destination.CompressionFormat ?? "UNCOMPRESSED";
  if (!SUPPORTED_COMPRESSIONS.includes(compression)) {
    messages.push(unsupported(`CompressionFormat ${compression}`, SUPPORTED_COMPRESSIONS.join(" and ")));
  }
  if (destination.S3BackupMode === "Enabled") {
    messages.push(unsupported("S3BackupMode Enabled", "Disabled"));
  }
  if (convertsFormat(destination)) {
    const conversion = destination.DataFormatConversionConfiguration;
    const version = conversion?.SchemaConfiguration?.VersionId ?? "LATEST";
    if (version !== "LATEST") {
      messages.push(unsupported(`SchemaConfiguration.VersionId ${version}`, "LATEST"));
    }
    if (conversion?.InputFormatConfiguration?.Deserializer?.HiveJsonSerDe !== undefined) {
      messages.push(unsupported("HiveJsonSerDe", "OpenXJsonSerDe"));
    }
    if (conversion?.OutputFormatConfiguration?.Serializer?.OrcSerDe !== undefined) {
      messages.push(unsupported("OrcSerDe", "ParquetSerDe"));
    }
  }
  return messages;
}

function unsupported(setting: string, supported: string): string {
  return `The local cloud's Firehose engine does not support ${setting}, only ${supported}. AWS does: test it there.`;
}
