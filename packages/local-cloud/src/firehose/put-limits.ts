/** Records in one PutRecordBatch. */
const MAX_RECORDS = 500;
/** Bytes of one record before base64: 1,000 KiB. */
const MAX_RECORD_BYTES = 1_024_000;
/** Bytes of one PutRecordBatch: 4 MiB. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

/** Names of the exceptions with which Firehose refuses a put as a whole. */
export type PutRefusalCode = "InvalidArgumentException" | "ResourceNotFoundException";

/** A put that the service refuses as a whole: nothing of it was taken. */
export class PutRefusedError extends Error {
  /** Name of the exception on the wire. */
  readonly code: PutRefusalCode;

  constructor(code: PutRefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = code;
    this.code = code;
  }
}

/**
 * Checks what PutRecord and PutRecordBatch limit: 1 to 500 records, 4 MiB in all, 1,024,000 bytes a record.
 *
 * @throws PutRefusedError (`InvalidArgumentException`) that names the limit and the value received.
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function checkPutLimits(records: readonly Uint8Array[]): void {
  if (records.length < 1 || records.length > MAX_RECORDS) {
    throw new PutRefusedError(
      "InvalidArgumentException",
      `Records: received ${records.length} records, a request takes 1 to ${MAX_RECORDS}. Split the batch.`,
    );
  }
  let requestBytes = 0;
  for (const [index, record] of records.entries()) {
    if (record.byteLength > MAX_RECORD_BYTES) {
      throw new PutRefusedError(
        "InvalidArgumentException",
        `Records[${index}].Data: received ${record.byteLength} bytes, a record takes at most ${MAX_RECORD_BYTES} before base64. Make the record smaller.`,
      );
    }
    requestBytes += record.byteLength;
  }
  if (requestBytes > MAX_REQUEST_BYTES) {
    throw new PutRefusedError(
      "InvalidArgumentException",
      `Records: received ${requestBytes} bytes, a request takes at most ${MAX_REQUEST_BYTES}. Split the batch.`,
    );
  }
}
