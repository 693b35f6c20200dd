import { promisify } from "node:util";
import { gzip, gzipSync } from "node:zlib";
import { ByteWriter, parquetWrite } from "hyparquet-writer";
import type { BufferedRecord, ErrorBuffer, ErrorOutputType, FailedRecord, PartitionBuffer } from "./delivery-buffer";
import type { DestinationSettings, FormatConversion } from "./destination-settings";
import { type GlueColumn, parquetSchema } from "./glue-schema";
import { objectKey, evaluatePrefix } from "./prefix";
import { RecordConversionError, type Row, rowReader } from "./open-x-json";

const compress = promisify(gzip);

/** An object on its way to S3. */
export interface PendingObject {
  readonly bucket: string;
  /** Role that puts it. */
  readonly roleArn: string;
  readonly key: string;
  readonly body: Uint8Array;
  /** Undefined for what is not compressed as a whole. */
  readonly contentEncoding?: "gzip";
}

/** An object with the number of records in it; `errorType` when it is an error output. */
export interface DeliveredObject extends PendingObject {
  readonly records: number;
  readonly errorType?: ErrorOutputType;
}

/** Columns of the table, or why there are none to convert to. */
export type Schema = readonly GlueColumn[] | { readonly errorCode: string; readonly errorMessage: string };

/** Makes the object of an error buffer. */
export function errorObject(buffer: ErrorBuffer): DeliveredObject {
  return failedObject(buffer.settings, buffer.errorType, buffer.records);
}

/**
 * Makes the object of a partition whose records are not converted: their bytes one after the other, with a delimiter
 * when a processor appends one, compressed as a whole when the destination says GZIP.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html
 */
export async function concatenatedObject(buffer: PartitionBuffer): Promise<DeliveredObject> {
  const { settings, records } = buffer;
  const { delimiter, compression } = settings;
  const bytes = Buffer.concat(records.flatMap(({ data }) => (delimiter === undefined ? [data] : [data, delimiter])));
  return compression === "GZIP"
    ? { ...dataObject(buffer, await compress(bytes), ".gz", records.length), contentEncoding: "gzip" }
    : dataObject(buffer, bytes, "", records.length);
}

/**
 * Converts the records of a partition: one Parquet object with those that fit the schema, one error output with the
 * others; either is left out when it would be empty.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
 */
export async function convertedObjects(
  buffer: PartitionBuffer,
  conversion: FormatConversion,
  schema: Schema,
  now: number,
): Promise<DeliveredObject[]> {
  const { rows, failed, converted } = convert(buffer.records, conversion, schema, now);
  const objects: DeliveredObject[] = [];
  if (rows.length > 0 && !("errorCode" in schema)) {
    objects.push(dataObject(buffer, await parquetFile(schema, rows, conversion.compression), ".parquet", converted));
  }
  if (failed.length > 0) {
    objects.push(failedObject(buffer.settings, "format-conversion-failed", failed, sourceOf(conversion)));
  }
  return objects;
}

function convert(records: readonly BufferedRecord[], conversion: FormatConversion, schema: Schema, failure: number) {
  const rows: Row[] = [];
  const failed: FailedRecord[] = [];
  const fail = ({ data, arrival }: BufferedRecord, errorCode: string, errorMessage: string) => {
    failed.push({ data, arrival, failure, errorCode, errorMessage });
  };
  if ("errorCode" in schema) {
    for (const record of records) {
      fail(record, schema.errorCode, schema.errorMessage);
    }
  } else {
    const readRows = rowReader(schema, conversion.openX);
    for (const record of records) {
      try {
        rows.push(...readRows(record.data));
      } catch (error) {
        if (!(error instanceof RecordConversionError)) {
          throw error;
        }
        fail(record, error.code, error.message);
      }
    }
  }
  return { rows, failed, converted: records.length - failed.length };
}

function sourceOf(conversion: FormatConversion): SchemaSource {
  const { catalogId, databaseName, tableName, region, versionId, roleArn } = conversion;
  return { catalogId, databaseName, tableName, region, versionId, roleArn };
}

function dataObject(buffer: PartitionBuffer, body: Uint8Array, extension: string, records: number): DeliveredObject {
  const { settings, oldestArrival: arrival } = buffer;
  const evaluatedPrefix = evaluatePrefix(buffer.prefix, { arrival, timeZone: settings.timeZone });
  const key = objectKey({ ...settings, evaluatedPrefix, arrival, extension: settings.fileExtension ?? extension });
  return { bucket: settings.bucket, roleArn: settings.roleArn, key, body, records };
}

function failedObject(
  settings: DestinationSettings,
  errorType: ErrorOutputType,
  failed: readonly FailedRecord[],
  schema?: SchemaSource,
): DeliveredObject {
  const arrival = failed[0]?.arrival ?? 0;
  const { bucket, roleArn, timeZone } = settings;
  const evaluatedPrefix = evaluatePrefix(settings.errorPrefix, { arrival, timeZone, errorOutputType: errorType });
  const key = objectKey({ ...settings, evaluatedPrefix, arrival, extension: "" });
  return { bucket, roleArn, key, body: errorOutput(failed, schema), records: failed.length, errorType };
}

/** Where the schema of a failed conversion came from; part of each of its error records. */
export type SchemaSource = Pick<
  FormatConversion,
  "catalogId" | "databaseName" | "tableName" | "region" | "versionId" | "roleArn"
>;

/**
 * Writes failed records as JSON lines. Records that failed format conversion name the table and call their code
 * `lastErrorCode`; all others call it `errorCode`.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
 * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html
 */
export function errorOutput(records: readonly FailedRecord[], schema?: SchemaSource): Uint8Array {
  const lines = records.map((record) => {
    const rawData = Buffer.from(record.data.buffer, record.data.byteOffset, record.data.byteLength).toString("base64");
    const line =
      schema === undefined
        ? {
            attemptsMade: 1,
            arrivalTimestamp: record.arrival,
            errorCode: record.errorCode,
            errorMessage: record.errorMessage,
            attemptEndingTimestamp: record.failure,
            rawData,
          }
        : {
            attemptsMade: 1,
            arrivalTimestamp: record.arrival,
            lastErrorCode: record.errorCode,
            lastErrorMessage: record.errorMessage,
            attemptEndingTimestamp: record.failure,
            rawData,
            dataCatalogTable: schema,
          };
    return `${JSON.stringify(line)}\n`;
  });
  return Buffer.from(lines.join(""));
}

/** Rows in a row group; far beyond what a buffer of 128 MB holds, as the service's 256 MiB blocks are. */
const ROW_GROUP_ROWS = 1_000_000;

/**
 * Writes rows as one Parquet file.
 *
 * @param compression as `ParquetSerDe.Compression` says.
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_ParquetSerDe.html
 */
export async function parquetFile(
  columns: readonly GlueColumn[],
  rows: readonly Row[],
  compression: "SNAPPY" | "GZIP" | "UNCOMPRESSED",
): Promise<Uint8Array> {
  const writer = new ByteWriter();
  await parquetWrite({
    writer,
    schema: parquetSchema(columns),
    columnData: columns.map(({ name }, index) => ({ name, data: rows.map((row) => row[index] ?? null) })),
    codec: compression,
    compressors: { GZIP: (input) => gzipSync(input) },
    rowGroupSize: ROW_GROUP_ROWS,
    createdBy: "@event-lake/local-cloud",
  });
  return writer.getBytes();
}
