/** Sub-records that one record may hold. */
export const MAX_SUB_RECORDS = 500;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const NEWLINE = 0x0a;

/** How a `RecordDeAggregation` processor separates records. */
export type DeAggregation =
  { readonly subRecordType: "JSON" } | { readonly subRecordType: "DELIMITED"; readonly delimiter: Uint8Array };

/**
 * Separates an aggregated record into its sub-records, which are views on the same memory.
 *
 * A record with more than 500 sub-records is returned whole: "If you include more than 500 records, the request succeeds
 * but the record de-aggregation doesn't work as expected"; the jq parser was seen to receive it as one record.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html
 */
export function deAggregate(record: Uint8Array, deAggregation: DeAggregation): Uint8Array[] {
  const subRecords =
    deAggregation.subRecordType === "JSON"
      ? splitJsonObjects(record)
      : splitAtDelimiter(record, deAggregation.delimiter);
  return subRecords.length > MAX_SUB_RECORDS ? [record] : subRecords;
}

/**
 * Finds JSON objects that stand one after the other, with or without white space between them, and drops that white
 * space. What is not an object (text, an array, an object without its end) becomes a sub-record up to the end of its
 * line, so that it reaches the error output instead of vanishing and the lines after it are still read.
 */
export function splitJsonObjects(record: Uint8Array): Uint8Array[] {
  const subRecords: Uint8Array[] = [];
  let position = skipWhiteSpace(record, 0);
  while (position < record.length) {
    const end =
      (record[position] === OPEN_BRACE ? endOfObject(record, position) : undefined) ?? endOfLine(record, position);
    subRecords.push(record.subarray(position, end));
    position = skipWhiteSpace(record, end);
  }
  return subRecords;
}

/** Position after the brace that closes the object at `start`; undefined when nothing closes it. */
function endOfObject(record: Uint8Array, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let position = start; position < record.length; position += 1) {
    const byte = record[position];
    if (inString) {
      if (byte === BACKSLASH) {
        position += 1;
      } else if (byte === QUOTE) {
        inString = false;
      } else if (byte === NEWLINE) {
        return undefined;
      }
    } else if (byte === QUOTE) {
      inString = true;
    } else if (byte === OPEN_BRACE) {
      depth += 1;
    } else if (byte === CLOSE_BRACE) {
      depth -= 1;
      if (depth === 0) {
        return position + 1;
      }
    }
  }
  return undefined;
}

function endOfLine(record: Uint8Array, start: number): number {
  const newline = record.indexOf(NEWLINE, start);
  return newline === -1 ? record.length : newline;
}

function skipWhiteSpace(record: Uint8Array, start: number): number {
  let position = start;
  while (position < record.length && isWhiteSpace(record[position])) {
    position += 1;
  }
  return position;
}

function isWhiteSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09;
}

function splitAtDelimiter(record: Uint8Array, delimiter: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  const subRecords: Uint8Array[] = [];
  let position = 0;
  while (position < bytes.length) {
    const found = bytes.indexOf(delimiter, position);
    const end = found === -1 ? bytes.length : found;
    if (end > position) {
      subRecords.push(record.subarray(position, end));
    }
    position = end + delimiter.length;
  }
  return subRecords;
}
