import fc from "fast-check";

import { deAggregate, splitJsonObjects } from "../../src/firehose/de-aggregation";

function split(text: string): string[] {
  return splitJsonObjects(Buffer.from(text)).map((bytes) => Buffer.from(bytes).toString());
}

// "Kinesis Data Firehose parses the records and looks for either valid JSON objects or delimited records"
// https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html
describe("JSON", () => {
  it("gives back the objects that were joined, with any white space between them", () => {
    const object = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(fc.tuple(object, fc.constantFrom("", "\n", " ", "\r\n", "\t"))), (joined) => {
        const texts = joined.map(([value]) => JSON.stringify(value));

        expect(split(joined.map(([, space], index) => `${texts[index] ?? ""}${space}`).join(""))).toEqual(texts);
      }),
      { numRuns: 200 },
    );
  });

  it("takes braces and quotes inside of strings for text", () => {
    expect(split('{"a":"}{\\"{","b":{}}{"c":1}')).toEqual(['{"a":"}{\\"{","b":{}}', '{"c":1}']);
  });

  it.each([
    ["text between lines", '{"a":1}\noops\n{"b":2}', ['{"a":1}', "oops", '{"b":2}']],
    ["an array", '[{"a":1},{"a":2}]', ['[{"a":1},{"a":2}]']],
    ["an object without end", '{"a":1}\n{"a":{"b":1}\n{"c":3}', ['{"a":1}', '{"a":{"b":1}', '{"c":3}']],
    ["a string without end", '{"a":"x}\n{"c":3}', ['{"a":"x}', '{"c":3}']],
  ])("keeps %s as a sub-record of its own, and reads the lines after it", (_, record, expected) => {
    expect(split(record)).toEqual(expected);
  });

  it("gives no sub-record for white space", () => {
    expect(split(" \n\t ")).toEqual([]);
  });
});

describe("more than 500 sub-records", () => {
  it("separates 500 and leaves 501 together", () => {
    const packed = (count: number) => Buffer.from("{}\n".repeat(count));

    expect(deAggregate(packed(500), { subRecordType: "JSON" })).toHaveLength(500);
    expect(deAggregate(packed(501), { subRecordType: "JSON" })).toEqual([packed(501)]);
  });
});

describe("DELIMITED", () => {
  it("separates at the delimiter, which is no part of the sub-records", () => {
    const parts = deAggregate(Buffer.from("a####b#c####"), {
      subRecordType: "DELIMITED",
      delimiter: Buffer.from("IyMjIw==", "base64"),
    });

    expect(parts.map((part) => Buffer.from(part).toString())).toEqual(["a", "b#c"]);
  });
});
