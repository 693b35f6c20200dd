import type { ExtendedS3DestinationConfiguration, ProcessingConfiguration, Processor } from "@aws-sdk/client-firehose";
import { parsePrefix, type PrefixPart } from "./prefix";

/** What CreateDeliveryStream is given and DescribeDeliveryStream answers, as far as rules and delivery depend on it. */
export type S3Destination = Pick<
  ExtendedS3DestinationConfiguration,
  | "BufferingHints"
  | "CompressionFormat"
  | "Prefix"
  | "ErrorOutputPrefix"
  | "CustomTimeZone"
  | "FileExtension"
  | "S3BackupMode"
  | "DynamicPartitioningConfiguration"
  | "ProcessingConfiguration"
  | "DataFormatConversionConfiguration"
>;

/**
 * Says why the service would refuse to create a delivery stream with this destination: one message per broken rule, in
 * the words of the service where they are known; empty when it would accept it. What only our engine lacks is not here:
 * see `unsupportedSettings`.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html
 * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function validateDestination(destination: S3Destination): string[] {
  return [
    ...bufferingMessages(destination),
    ...conversionMessages(destination),
    ...prefixMessages(destination),
    ...partitioningMessages(destination),
    ...timeZoneMessages(destination),
  ];
}

/** Whether records are converted: a configuration without `Enabled` is on. */
export function convertsFormat(destination: S3Destination): boolean {
  const conversion = destination.DataFormatConversionConfiguration;
  return conversion !== undefined && conversion.Enabled !== false;
}

/** Whether records are delivered by keys within them. */
export function partitionsDynamically(destination: S3Destination): boolean {
  return destination.DynamicPartitioningConfiguration?.Enabled === true;
}

function bufferingMessages(destination: S3Destination): string[] {
  const { SizeInMBs: size, IntervalInSeconds: interval } = destination.BufferingHints ?? {};
  const messages: string[] = [];
  if (size !== undefined && (size < 1 || size > 128)) {
    messages.push(`BufferingHints.SizeInMBs must be between 1 and 128, got ${size}.`);
  }
  if (interval !== undefined && (interval < 0 || interval > 900)) {
    messages.push(`BufferingHints.IntervalInSeconds must be between 0 and 900, got ${interval}.`);
  }
  if (partitionsDynamically(destination)) {
    if (size !== undefined && size < 64) {
      messages.push("BufferingHints.SizeInMBs must be at least 64 when Dynamic Partitioning is enabled.");
    }
    if (interval !== undefined && interval < 60) {
      messages.push(
        "BufferingHints.IntervalInSeconds must be at least 60 seconds when Dynamic Partitioning is enabled.",
      );
    }
  }
  if (convertsFormat(destination) && size !== undefined && size < 64) {
    messages.push("BufferingHints.SizeInMBs must be at least 64 when data format conversion is enabled.");
  }
  return messages;
}

function conversionMessages(destination: S3Destination): string[] {
  if (!convertsFormat(destination)) {
    return [];
  }
  const messages: string[] = [];
  const conversion = destination.DataFormatConversionConfiguration;
  if ((destination.CompressionFormat ?? "UNCOMPRESSED") !== "UNCOMPRESSED") {
    messages.push("CompressionFormat must be UNCOMPRESSED when data format conversion is enabled.");
  }
  const schema = conversion?.SchemaConfiguration;
  for (const name of ["RoleARN", "DatabaseName", "TableName"] as const) {
    if (!schema?.[name]) {
      messages.push(`SchemaConfiguration.${name} is required when data format conversion is enabled.`);
    }
  }
  if (conversion?.InputFormatConfiguration?.Deserializer === undefined) {
    messages.push("InputFormatConfiguration.Deserializer is required when data format conversion is enabled.");
  }
  if (conversion?.OutputFormatConfiguration?.Serializer === undefined) {
    messages.push("OutputFormatConfiguration.Serializer is required when data format conversion is enabled.");
  }
  return messages;
}

function prefixMessages(destination: S3Destination): string[] {
  const messages: string[] = [];
  const prefix = parse(destination.Prefix ?? "", messages);
  const errorPrefix = parse(destination.ErrorOutputPrefix ?? "", messages);
  if (prefix.some(({ kind }) => kind === "error-output-type")) {
    messages.push("Prefix can't contain !{firehose:error-output-type}.");
  }
  if (prefix.some(isExpression) && errorPrefix.length === 0) {
    messages.push("ErrorOutputPrefix can't be null when Prefix contains expressions.");
  }
  if (errorPrefix.some(isPartitionKey)) {
    messages.push("ErrorOutputPrefix can't contain partitionKeyFromQuery or partitionKeyFromLambda expressions.");
  }
  if (errorPrefix.some(isExpression) && errorPrefix.every(({ kind }) => kind !== "error-output-type")) {
    messages.push("ErrorOutputPrefix with expressions must include !{firehose:error-output-type}.");
  }
  return messages;
}

function partitioningMessages(destination: S3Destination): string[] {
  const prefix = parse(destination.Prefix ?? "", []);
  const processors = enabledProcessors(destination);
  const extraction = processors.find(({ Type }) => Type === "MetadataExtraction");
  const transforms = processors.some(({ Type }) => Type === "Lambda");
  const messages: string[] = [];
  if (partitionsDynamically(destination)) {
    if (!prefix.some(isPartitionKey)) {
      messages.push("S3 Prefix should contain Dynamic Partitioning namespaces when Dynamic Partitioning is enabled");
    }
    if (extraction === undefined && !transforms) {
      messages.push("Processing Configuration is not enabled when DataPartitioning is enabled");
    }
    if (!destination.ErrorOutputPrefix && !prefix.some(isExpression)) {
      messages.push("ErrorOutputPrefix is required when Dynamic Partitioning is enabled.");
    }
  } else if (prefix.some(isPartitionKey)) {
    messages.push("Dynamic Partitioning must be enabled when S3 Prefix contains Dynamic Partitioning namespaces.");
  }
  if (prefix.some(({ kind }) => kind === "partitionKeyFromQuery") && extraction === undefined) {
    messages.push("MetadataExtraction processor should be present when S3 Prefix has partitionKeyFromQuery namespace");
  }
  if (prefix.some(({ kind }) => kind === "partitionKeyFromLambda") && !transforms) {
    messages.push("Lambda should be present when S3 Prefix contains keys from partitionKeyFromLambda namespace");
  }
  return [...messages, ...processors.flatMap(processorMessages)];
}

function timeZoneMessages({ CustomTimeZone: timeZone }: S3Destination): string[] {
  if (!timeZone) {
    return [];
  }
  try {
    new Intl.DateTimeFormat("en-US", { timeZone });
    return [];
  } catch {
    return [`CustomTimeZone must be a time zone such as UTC or Asia/Tokyo, got ${timeZone}.`];
  }
}

function parse(prefix: string, messages: string[]): PrefixPart[] {
  try {
    return parsePrefix(prefix);
  } catch (error) {
    messages.push(error instanceof Error ? error.message : String(error));
    return [];
  }
}

function isExpression({ kind }: PrefixPart): boolean {
  return kind !== "literal";
}

function isPartitionKey({ kind }: PrefixPart): boolean {
  return kind === "partitionKeyFromQuery" || kind === "partitionKeyFromLambda";
}

const MAX_QUERY_CHARACTERS = 5120;

/** The processors that are switched on, in their order. */
export function enabledProcessors(destination: {
  readonly ProcessingConfiguration?: ProcessingConfiguration | undefined;
}): readonly Processor[] {
  const processing = destination.ProcessingConfiguration;
  return processing?.Enabled === true ? (processing.Processors ?? []) : [];
}

/** The value of a processor's parameter; undefined when it is not set. */
export function processorParameter(processor: Processor, name: string): string | undefined {
  return processor.Parameters?.find(({ ParameterName }) => ParameterName === name)?.ParameterValue;
}

/**
 * Says why the service would refuse a processor, one message per broken rule.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_ProcessorParameter.html
 */
export function processorMessages(processor: Processor): string[] {
  const messages: string[] = [];
  if (processor.Type === "MetadataExtraction") {
    const query = processorParameter(processor, "MetadataExtractionQuery");
    if (!query || query.length > MAX_QUERY_CHARACTERS) {
      messages.push(
        `MetadataExtractionQuery must have 1 to ${MAX_QUERY_CHARACTERS} characters, got ${query?.length ?? 0}.`,
      );
    }
    const engine = processorParameter(processor, "JsonParsingEngine");
    if (engine !== "JQ-1.6") {
      messages.push(`JsonParsingEngine must be JQ-1.6, got ${engine ?? "none"}.`);
    }
  }
  if (processor.Type === "RecordDeAggregation") {
    const type = processorParameter(processor, "SubRecordType");
    const delimiter = processorParameter(processor, "Delimiter");
    if (type !== "JSON" && type !== "DELIMITED") {
      messages.push(`SubRecordType must be JSON or DELIMITED, got ${type ?? "none"}.`);
    }
    if (type === "DELIMITED" && (delimiter === undefined || !isBase64(delimiter))) {
      messages.push(
        `Delimiter must be a base64 encoded string when SubRecordType is DELIMITED, got ${delimiter ?? "none"}.`,
      );
    }
  }
  return messages;
}

function isBase64(text: string): boolean {
  return text !== "" && /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0;
}

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
