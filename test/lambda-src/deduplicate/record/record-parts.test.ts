import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { recordParts } from "../../../../lambda-src/deduplicate/record/record-parts";
import { kplAggregate } from "../../../../tools/demo/sample/kpl-aggregate";

const LINE_FEED = 0x0a;

type Bytes = string | { readonly base64: string };

interface PartsCase {
  readonly name: string;
  readonly record?: string;
  /** A record that is not UTF-8. */
  readonly base64?: string;
  readonly parts: readonly Bytes[];
}

const FIXTURES = path.join(__dirname, "..", "..", "..", "fixtures");

/** The curation job reads the same cases as lines: glue-src/tests/test_record_parts.py. */
const { cases } = JSON.parse(readFileSync(path.join(FIXTURES, "record-parts.json"), "utf8")) as {
  readonly cases: readonly PartsCase[];
};

const bytesOf = (bytes: Bytes) =>
  typeof bytes === "string" ? Buffer.from(bytes) : Buffer.from(bytes.base64, "base64");

describe("a record is taken apart as the curation job does it in the other mode", () => {
  test.each(cases)("$name", ({ record, base64, parts }) => {
    const bytes = bytesOf(base64 === undefined ? (record ?? "") : { base64 });

    // A record without any event is one part: it must not vanish.
    expect(recordParts(bytes)).toEqual(parts.length === 0 ? [bytes] : parts.map(bytesOf));
  });
});

describe("what the Kinesis Producer Library aggregated", () => {
  test("the field case is its five events", () => {
    const parts = recordParts(readFileSync(path.join(FIXTURES, "kpl-aggregated.bin")));

    expect(parts.map((part) => (JSON.parse(part.toString()) as { event_uuid: string }).event_uuid)).toEqual([
      "F1-0",
      "F1-1",
      "F1-2",
      "F1-3",
      "F1-4",
    ]);
  });

  test("each user record is taken apart like a record", () => {
    for (const { record, base64, parts } of cases) {
      const bytes = bytesOf(base64 === undefined ? (record ?? "") : { base64 });
      if (bytes.length === 0) continue;

      expect(recordParts(kplAggregate([Buffer.from("{}"), bytes]))).toEqual([Buffer.from("{}"), ...parts.map(bytesOf)]);
    }
  });

  test("a thousand user records of all lengths keep their bytes and their order", () => {
    const records = Array.from({ length: 1000 }, (_, index) =>
      Buffer.from(`{"n":${index},"text":"${"x".repeat(index)}"}`),
    );

    expect(recordParts(kplAggregate(records))).toEqual(records);
  });

  test.each([
    ["a bit is wrong", (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 60 ? byte ^ 1 : byte)))],
    ["it is cut off", (bytes: Buffer) => bytes.subarray(0, -20)],
    ["there is nothing behind the magic number", (bytes: Buffer) => bytes.subarray(0, 4)],
  ])("an aggregate is taken for lines of text where %s", (_, damage) => {
    const damaged = damage(kplAggregate([Buffer.from('{"a":"b"}'), Buffer.from('{"c":"d"}')]));

    expect(Buffer.concat(recordParts(damaged))).toEqual(damaged.filter((byte) => byte !== LINE_FEED));
  });
});

test("what compresses to little and unpacks to more than ten records is left as it is", () => {
  const bomb = gzipSync(Buffer.alloc(11 * 1024 * 1024));

  expect(Buffer.concat(recordParts(bomb)).length).toBeLessThanOrEqual(bomb.length);
});

test("an array of more elements than a call takes arguments is each of them", () => {
  const elements = 350_000;

  expect(recordParts(Buffer.from(`[${"{},".repeat(elements)}]`))).toHaveLength(elements);
  expect(recordParts(gzipSync(`[${"{},".repeat(elements)}]`))).toHaveLength(elements);
});

test("a record of nothing but broken lines is taken apart in the time of other records", () => {
  const line = '{"a":[';
  const record = Buffer.from(`${line}\n`.repeat(100_000));
  const start = performance.now();

  const parts = recordParts(record);

  expect(parts).toHaveLength(100_000);
  // 0.3 s; read to its end for every line, it would take hours.
  expect(performance.now() - start).toBeLessThan(60_000);
});
