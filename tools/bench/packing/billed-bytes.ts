/** What Firehose bills a record by: its size, rounded up to whole units of 5 KB. @see https://aws.amazon.com/firehose/pricing/ */
export const BILLED_UNIT_BYTES = 5 * 1024;

/** Bytes that Firehose bills for records. @param sizes bytes of each record */
export function billedBytes(sizes: readonly number[]): number {
  return sizes.reduce((sum, bytes) => sum + Math.ceil(bytes / BILLED_UNIT_BYTES) * BILLED_UNIT_BYTES, 0);
}
