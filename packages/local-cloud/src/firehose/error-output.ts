import type { FormatConversion } from "./destination-settings";

/**
 * Values of `!{firehose:error-output-type}` that this engine can produce: keys that could not be extracted, more than
 * 500 active partitions, records that could not be converted.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 * @see https://docs.aws.amazon.com/firehose/latest/dev/buffering.html
 */
export type ErrorOutputType = "processing-failed" | "format-conversion-failed" | "activePartitionExceeded";

/**
 * Type of records whose partition keys could not be extracted or whose prefix could not be evaluated. The developer guide
 * lists no other that fits; users of the service report `metadata-extraction-failed` for failed keys. Confirm it in an
 * account before anything depends on the name.
 */
export const UNPARTITIONED: ErrorOutputType = "processing-failed";

/** A record on its way to the error output. */
export interface FailedRecord {
  readonly data: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly arrival: number;
  /** Milliseconds since the Unix epoch. */
  readonly failure: number;
  readonly errorCode: string;
  readonly errorMessage: string;
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
