import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { type BufferedRecord, ErrorBuffer, type PartitionBuffer } from "./delivery-buffer";
import type { DestinationSettings, FormatConversion } from "./destination-settings";
import { errorOutput, type ErrorOutputType, type FailedRecord, type SchemaSource } from "./error-output";
import type { GlueColumn } from "./glue-schema";
import { objectKey } from "./object-key";
import type { PendingObject } from "./persistent-writer";
import { RecordConversionError, type Row, rowReader } from "./open-x-json";
import { parquetFile } from "./parquet-file";
import { evaluatePrefix } from "./prefix";

const compress = promisify(gzip);

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
  return { bucket: settings.bucket, key, body, records };
}

function failedObject(
  settings: DestinationSettings,
  errorType: ErrorOutputType,
  failed: readonly FailedRecord[],
  schema?: SchemaSource,
): DeliveredObject {
  const arrival = failed[0]?.arrival ?? 0;
  const { bucket, timeZone } = settings;
  const evaluatedPrefix = evaluatePrefix(settings.errorPrefix, { arrival, timeZone, errorOutputType: errorType });
  const key = objectKey({ ...settings, evaluatedPrefix, arrival, extension: "" });
  return { bucket, key, body: errorOutput(failed, schema), records: failed.length, errorType };
}
