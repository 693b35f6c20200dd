import type { CallLimits } from "../batch-call";

/** How much goes into a record and into a call of the delivery stream. Every limit is 1 or more. */
export interface PackLimits {
  /** Bytes of one record. */
  readonly recordBytes: number;
  /** Events packed in one record. */
  readonly eventsPerRecord: number;
  /** Records of one call, and their bytes. */
  readonly call: CallLimits;
}

/**
 * The limits of Firehose: a record has at most 1,000 KiB, a call 500 records and 4 MiB. With more than 500 events in a
 * record, "record de-aggregation doesn't work as expected".
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export const FIREHOSE_LIMITS: PackLimits = {
  recordBytes: 1_024_000,
  eventsPerRecord: 500,
  call: { entries: 500, bytes: 4 * 1024 * 1024 },
};

/** One event to deliver. */
export interface EventLine {
  /** JSON without a line break. */
  readonly line: string;
  /** Bytes of `line` in UTF-8, at most the limit of a record. */
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
 * @throws RangeError if one event alone is over the limit of a record
 */
export function packRecords(events: readonly EventLine[], limits: PackLimits): PackedRecord[] {
  const records: PackedRecord[] = [];
  let firstEvent = 0;
  let bytes = 0;
  events.forEach((event, index) => {
    if (event.byteLength > limits.recordBytes) {
      throw new RangeError(
        `Event ${index} has ${event.byteLength} bytes; a Firehose record takes ${limits.recordBytes}.`,
      );
    }
    const withEvent = index === firstEvent ? event.byteLength : bytes + 1 + event.byteLength;
    if (withEvent > limits.recordBytes || index - firstEvent === limits.eventsPerRecord) {
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

function packedRecord(events: readonly EventLine[], from: number, to: number): PackedRecord {
  const lines = events.slice(from, to).map((event) => event.line);
  return { data: Buffer.from(lines.join("\n"), "utf8"), firstEvent: from };
}
