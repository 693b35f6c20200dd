/** Bytes that one Firehose record takes. @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_Record.html */
export const MAX_RECORD_BYTES = 1_024_000;

/**
 * Events in one packed record: with more, de-aggregation "doesn't work as expected".
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export const MAX_EVENTS_PER_RECORD = 500;

/** Records in one PutRecordBatch call. */
export const MAX_RECORDS_PER_CALL = 500;

/** Bytes of all records in one PutRecordBatch call. */
export const MAX_CALL_BYTES = 4 * 1024 * 1024;

/** One event to deliver. */
export interface EventLine {
  /** JSON without a line break. */
  readonly line: string;
  /** Bytes of `line` in UTF-8, at most MAX_RECORD_BYTES. */
  readonly byteLength: number;
}

/** Consecutive events in one Firehose record. */
export interface PackedRecord {
  readonly data: Buffer;
  /** Index of the record's first event in the list that was packed. */
  readonly firstEvent: number;
}

/**
 * Packs events, in order, into as few Firehose records as the limits allow: billing rounds every record up to 5 KB. Events
 * are separated by a line feed, with none at the end.
 *
 * @throws RangeError if one event alone is over MAX_RECORD_BYTES
 */
export function packRecords(events: readonly EventLine[]): PackedRecord[] {
  const records: PackedRecord[] = [];
  let firstEvent = 0;
  let bytes = 0;
  events.forEach((event, index) => {
    if (event.byteLength > MAX_RECORD_BYTES) {
      throw new RangeError(
        `Event ${index} has ${event.byteLength} bytes; a Firehose record takes ${MAX_RECORD_BYTES}.`,
      );
    }
    const withEvent = index === firstEvent ? event.byteLength : bytes + 1 + event.byteLength;
    if (withEvent > MAX_RECORD_BYTES || index - firstEvent === MAX_EVENTS_PER_RECORD) {
      records.push(packedRecord(events, firstEvent, index));
      firstEvent = index;
      bytes = event.byteLength;
    } else {
      bytes = withEvent;
    }
  });
  if (events.length > 0) {
    records.push(packedRecord(events, firstEvent, events.length));
  }
  return records;
}

/** Groups packed records, in order, into calls of at most MAX_RECORDS_PER_CALL records and MAX_CALL_BYTES bytes. */
export function groupIntoCalls(records: readonly PackedRecord[]): PackedRecord[][] {
  const calls: PackedRecord[][] = [];
  let bytes = 0;
  for (const record of records) {
    const call = calls.at(-1);
    if (!call || call.length === MAX_RECORDS_PER_CALL || bytes + record.data.length > MAX_CALL_BYTES) {
      calls.push([record]);
      bytes = record.data.length;
    } else {
      call.push(record);
      bytes += record.data.length;
    }
  }
  return calls;
}

function packedRecord(events: readonly EventLine[], from: number, to: number): PackedRecord {
  const lines = events.slice(from, to).map((event) => event.line);
  return { data: Buffer.from(lines.join("\n"), "utf8"), firstEvent: from };
}
