import { FIREHOSE_LIMITS, packRecords } from "../../../../lambda-src/deduplicate/delivery/pack-records";

import fc from "fast-check";

const { recordBytes, eventsPerRecord } = FIREHOSE_LIMITS;

function eventLine(line: string) {
  return { line, byteLength: Buffer.byteLength(line) };
}

function pack(events: Parameters<typeof packRecords>[0]) {
  return packRecords(events, FIREHOSE_LIMITS);
}

describe("packRecords", () => {
  test("puts events on lines of one record, without a line feed at the end", () => {
    const [record, ...others] = pack(['{"a":1}', '{"b":"é"}'].map(eventLine));

    expect(record?.data.toString()).toBe('{"a":1}\n{"b":"é"}');
    expect(others).toEqual([]);
  });

  test("packs nothing into no record", () => {
    expect(pack([])).toEqual([]);
  });

  test("starts a new record after 500 events", () => {
    const records = pack(Array.from({ length: 1_001 }, () => eventLine("{}")));

    expect(records.map((record) => record.firstEvent)).toEqual([0, 500, 1_000]);
  });

  test("fills a record to 1,024,000 bytes, line feeds counted", () => {
    const half = "x".repeat(recordBytes / 2);

    expect(pack([eventLine(half), eventLine(half.slice(1))]).map((record) => record.data.length)).toEqual([
      recordBytes,
    ]);
    expect(pack([eventLine(half), eventLine(half)]).map((record) => record.firstEvent)).toEqual([0, 1]);
  });

  test("takes an event that fills a record by itself, and refuses a larger one", () => {
    const largest = "x".repeat(recordBytes);

    expect(pack([eventLine("{}"), eventLine(largest), eventLine("{}")])).toHaveLength(3);
    expect(() => pack([eventLine(`${largest}x`)])).toThrow("Event 0 has 1024001 bytes");
  });

  test("keeps every event, in order, within the limits, for any sizes", () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: recordBytes }));
    const lines = fc.oneof(
      fc.array(size, { maxLength: 12 }),
      fc.integer({ min: 450, max: 1_100 }).map((length) => Array.from({ length }, (_, index) => 1 + (index % 9))),
    );

    fc.assert(
      fc.property(lines, (sizes) => {
        const events = sizes.map((length, index) => eventLine(String(index % 10).repeat(length)));

        const records = pack(events);

        const unpacked = records.map((record) => record.data.toString().split("\n"));
        expect(unpacked.flat()).toEqual(events.map((event) => event.line));
        expect(unpacked.every((part) => part.length <= eventsPerRecord)).toBe(true);
        expect(records.every((record) => record.data.length <= recordBytes)).toBe(true);
        records.forEach((record, index) => {
          expect(record.firstEvent).toBe(unpacked.slice(0, index).flat().length);
        });
      }),
      { numRuns: 50 },
    );
  });
});

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
test("a call of PutRecordBatch takes 500 records and 4 MiB", () => {
  expect(FIREHOSE_LIMITS.call).toEqual({ entries: 500, bytes: 4 * 1024 * 1024 });
});
