import type { DeliveryStreamDescription, Processor } from "@aws-sdk/client-firehose";

import type { DeAggregation } from "./de-aggregation";
import {
  convertsFormat,
  partitionsDynamically,
  type S3Destination,
  enabledProcessors,
  processorParameter,
} from "./destination-rules";
import { errorPrefixInForce, parsePrefix, type PrefixPart, withDefaultTime } from "./prefix";

const BYTES_PER_MB = 1024 * 1024;
const DEFAULT_INTERVAL_SECONDS = 300;

/** How JSON is read: the options of OpenXJsonSerDe with their defaults filled in. */
export interface OpenXOptions {
  /** Keys are compared, and kept, in lower case. Default true. */
  readonly caseInsensitive: boolean;
  /** A dot in a key counts as an underscore. Default false. */
  readonly dotsToUnderscores: boolean;
  /** JSON key by column name, where they differ. */
  readonly keyByColumn: ReadonlyMap<string, string>;
}

/** How records become Parquet. */
export interface FormatConversion {
  readonly databaseName: string;
  readonly tableName: string;
  /** Account; the delivery stream's own unless the configuration names another. */
  readonly catalogId: string;
  readonly region: string;
  readonly versionId: string;
  /** Role that reads the table. */
  readonly roleArn: string;
  readonly openX: OpenXOptions;
  readonly compression: "SNAPPY" | "GZIP" | "UNCOMPRESSED";
}

/** What a delivery stream does with its records, as it was deployed, with the service's defaults filled in. */
export interface DestinationSettings {
  readonly deliveryStreamName: string;
  readonly versionId: string;
  readonly bucket: string;
  /** Role that writes to the bucket. */
  readonly roleArn: string;
  readonly bufferBytes: number;
  readonly bufferMilliseconds: number;
  readonly prefix: readonly PrefixPart[];
  readonly errorPrefix: readonly PrefixPart[];
  readonly timeZone: string;
  readonly compression: "UNCOMPRESSED" | "GZIP";
  /** Replaces the extension that follows from compression or conversion; with its dot. */
  readonly fileExtension: string | undefined;
  readonly deAggregation: DeAggregation | undefined;
  /** jq query of the partition keys; undefined without dynamic partitioning. */
  readonly partitionQuery: string | undefined;
  /** Bytes that end each record in an object that is not converted. */
  readonly delimiter: Uint8Array | undefined;
  readonly conversion: FormatConversion | undefined;
}

/**
 * Reads the settings of a destination that broke no rule (`validateDestination`, `unsupportedSettings`).
 *
 * @throws Error when the bucket's ARN is not one.
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationDescription.html
 */
export function readSettings(
  stream: Pick<DeliveryStreamDescription, "DeliveryStreamName" | "DeliveryStreamARN" | "VersionId">,
  destination: S3Destination & { readonly BucketARN: string | undefined; readonly RoleARN?: string },
): DestinationSettings {
  const prefix = destination.Prefix ?? "";
  const large = partitionsDynamically(destination) || convertsFormat(destination);
  const processors = enabledProcessors(destination);
  const find = (type: string) => processors.find(({ Type }) => Type === type);
  const extraction = partitionsDynamically(destination) ? find("MetadataExtraction") : undefined;
  return {
    deliveryStreamName: stream.DeliveryStreamName ?? "",
    versionId: stream.VersionId ?? "1",
    bucket: bucketOf(destination.BucketARN),
    roleArn: destination.RoleARN ?? "",
    bufferBytes: (destination.BufferingHints?.SizeInMBs ?? (large ? 128 : 5)) * BYTES_PER_MB,
    bufferMilliseconds: (destination.BufferingHints?.IntervalInSeconds ?? DEFAULT_INTERVAL_SECONDS) * 1000,
    prefix: withDefaultTime(parsePrefix(prefix)),
    errorPrefix: errorPrefixInForce(prefix, destination.ErrorOutputPrefix),
    timeZone: nonEmpty(destination.CustomTimeZone) ?? "UTC",
    compression: destination.CompressionFormat === "GZIP" ? "GZIP" : "UNCOMPRESSED",
    fileExtension: nonEmpty(destination.FileExtension),
    deAggregation: deAggregationOf(find("RecordDeAggregation")),
    partitionQuery: extraction && processorParameter(extraction, "MetadataExtractionQuery"),
    delimiter: delimiterOf(find("AppendDelimiterToRecord")),
    conversion: conversionOf(destination, stream.DeliveryStreamARN ?? ""),
  };
}

/** Emulators answer an empty text for what is not set. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function bucketOf(arn: string | undefined): string {
  const bucket = /^arn:[^:]+:s3:::(.+)$/.exec(arn ?? "")?.[1];
  if (bucket === undefined) {
    throw new Error(
      `BucketARN: received "${arn ?? ""}", needed an ARN such as arn:aws:s3:::name. Correct the destination.`,
    );
  }
  return bucket;
}

function deAggregationOf(processor: Processor | undefined): DeAggregation | undefined {
  if (processor === undefined) {
    return undefined;
  }
  return processorParameter(processor, "SubRecordType") === "DELIMITED"
    ? { subRecordType: "DELIMITED", delimiter: Buffer.from(processorParameter(processor, "Delimiter") ?? "", "base64") }
    : { subRecordType: "JSON" };
}

function delimiterOf(processor: Processor | undefined): Uint8Array | undefined {
  // Configurations carry the two characters \n, since the API takes the escape for the character.
  return processor && Buffer.from((processorParameter(processor, "Delimiter") ?? "\\n").replaceAll("\\n", "\n"));
}

function conversionOf(destination: S3Destination, streamArn: string): FormatConversion | undefined {
  const conversion = destination.DataFormatConversionConfiguration;
  if (!convertsFormat(destination) || conversion === undefined) {
    return undefined;
  }
  const schema = conversion.SchemaConfiguration;
  const [, , , region = "", account = ""] = streamArn.split(":");
  const openX = conversion.InputFormatConfiguration?.Deserializer?.OpenXJsonSerDe;
  return {
    databaseName: schema?.DatabaseName ?? "",
    tableName: schema?.TableName ?? "",
    catalogId: nonEmpty(schema?.CatalogId) ?? account,
    region: nonEmpty(schema?.Region) ?? region,
    versionId: schema?.VersionId ?? "LATEST",
    roleArn: schema?.RoleARN ?? "",
    openX: {
      caseInsensitive: openX?.CaseInsensitive ?? true,
      dotsToUnderscores: openX?.ConvertDotsInJsonKeysToUnderscores ?? false,
      keyByColumn: new Map(Object.entries(openX?.ColumnToJsonKeyMappings ?? {})),
    },
    compression: conversion.OutputFormatConfiguration?.Serializer?.ParquetSerDe?.Compression ?? "SNAPPY",
  };
}
