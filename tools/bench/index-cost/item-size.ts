import { LOG_ATTRIBUTES } from "../../../lambda-src/interface";
import type { Segment } from "../../../lambda-src/deduplicate/index/segment-log";

/** Bytes that one write unit pays for. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ProvisionedThroughput.html */
export const WRITE_UNIT_BYTES = 1024;
/** Bytes that one unit of a consistent read pays for. */
export const READ_UNIT_BYTES = 4096;

const NAME_BYTES = Object.values(LOG_ATTRIBUTES).reduce((sum, name) => sum + name.length, 0);

/**
 * Size of a segment's item as DynamoDB counts it: names and values; a number has a byte for every two digits and one more.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function segmentItemBytes(bucket: string, { number, bytes, expiresAt }: Segment): number {
  return NAME_BYTES + bucket.length + numberBytes(number) + bytes.length + numberBytes(expiresAt);
}

export function writeUnits(itemBytes: number): number {
  return Math.max(1, Math.ceil(itemBytes / WRITE_UNIT_BYTES));
}

/** A query is rounded up once, for all of its items. */
export function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES));
}

function numberBytes(value: number): number {
  // Zeros at the end are not stored.
  const digits = String(value).replace(/0+$/, "").length;
  return Math.ceil(digits / 2) + 1;
}
