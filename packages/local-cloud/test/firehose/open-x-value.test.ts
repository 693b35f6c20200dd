import { LosslessNumber } from "lossless-json";
import fc from "fast-check";
import type { ColumnType } from "../../src/firehose/glue-schema";
import type { JsonValue } from "../../src/firehose/json-value";
import { readCell, dateDays, timestampMicroseconds } from "../../src/firehose/open-x-value";

describe("open x value", () => {
  const integer = (bits: 8 | 16 | 32 | 64): ColumnType => ({ kind: "integer", bits });
  const decimal = (precision: number, scale: number): ColumnType => ({ kind: "decimal", precision, scale });
  const STRING: ColumnType = { kind: "string" };
  const DOUBLE: ColumnType = { kind: "double" };
  const STRINGS: ColumnType = { kind: "array", element: STRING };

  it.each<[string, JsonValue, ColumnType, unknown]>([
    ["a number in a string column", 1.5, STRING, "1.5"],
    [
      "a number with many digits in a string column",
      new LosslessNumber("12345678901234567890"),
      STRING,
      "12345678901234567890",
    ],
    ["a boolean in a string column", true, STRING, "true"],
    ["a nested object in a string column", { Outer: { Inner: [1, null] } }, STRING, '{"outer":{"inner":[1,null]}}'],
    ["an array in a string column", ["a", 1], STRING, '["a",1]'],
    ["an integer written as text", "123", integer(32), 123],
    ["a bigint beyond a double", new LosslessNumber("9223372036854775807"), integer(64), 9223372036854775807n],
    ["the smallest tinyint", -128, integer(8), -128],
    ["a double written as text", " 1.5e3 ", DOUBLE, 1500],
    ["a boolean in any case", "TRUE", { kind: "boolean" }, true],
    ["a decimal, rounded half up", 12.345, decimal(10, 2), 1235n],
    ["a negative decimal with an exponent", "-1.5e1", decimal(4, 1), -150n],
    ["a decimal with all its digits", new LosslessNumber("1234567890123456.78"), decimal(18, 2), 123456789012345678n],
    ["zero with any exponent", "0e99", decimal(3, 0), 0n],
    ["a date", "1970-01-11", { kind: "date" }, 10],
    ["a timestamp in seconds", 1, { kind: "timestamp" }, 1_000_000n],
    ["an array with null", ["a", null], STRINGS, ["a", null]],
    ["one value in an array column", "a", STRINGS, ["a"]],
    ["null in any column", null, integer(32), null],
    ["base64 in a binary column", "AQI=", { kind: "binary" }, Buffer.from([1, 2])],
  ])("reads %s", (_, value, type, expected) => {
    expect(readCell(value, type, true)).toEqual(expected);
  });

  it("keeps the case of nested keys when keys are case-sensitive", () => {
    expect(readCell({ Outer: 1 }, STRING, false)).toBe('{"Outer":1}');
  });

  it.each<[string, JsonValue, ColumnType, string]>([
    ["text in a double column", "oops", DOUBLE, 'For input string: "oops"'],
    ["a fraction in an int column", 1.5, integer(32), 'For input string: "1.5"'],
    ["an empty string in an int column", "", integer(32), 'For input string: ""'],
    ["a value beyond int", 2147483648, integer(32), "out of range"],
    ["a value beyond tinyint", 128, integer(8), "out of range"],
    ["an object in an int column", {}, integer(32), "JSON object"],
    ["too many digits for a decimal", 1000, decimal(3, 0), 'For input string: "1000"'],
    ["a decimal that rounds beyond its precision", "99.95", decimal(3, 1), "99.95"],
    ["a huge exponent in a decimal", "1e9999", decimal(38, 0), "1e9999"],
    ["a date with a time", "2026-01-01T00:00:00Z", { kind: "date" }, "2026-01-01"],
    ["an offset in a timestamp", "2026-05-21T14:00:00+00:00", { kind: "timestamp" }, "+00:00"],
    ["a number in a boolean column", 1, { kind: "boolean" }, '"1"'],
    ["a value beyond float", 1e39, { kind: "float" }, "1e+39"],
    ["text that is not base64", "?", { kind: "binary" }, '"?"'],
  ])("refuses %s", (_, value, type, message) => {
    expect(() => readCell(value, type, true)).toThrow(message);
  });

  it("reads every decimal of two places exactly, however it is written", () => {
    fc.assert(
      fc.property(fc.integer({ min: -99_999_999, max: 99_999_999 }), (cents) => {
        const value = cents / 100;

        expect(readCell(value, decimal(10, 2), true)).toBe(BigInt(cents));
        expect(readCell(value.toExponential(), decimal(10, 2), true)).toBe(BigInt(cents));
      }),
      { numRuns: 300 },
    );
  });
});

describe("open x time", () => {
  function iso(text: string): string | undefined {
    const microseconds = timestampMicroseconds(text);
    return microseconds === undefined ? undefined : new Date(Number(microseconds / 1000n)).toISOString();
  }

  // The formats and examples of https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
  it.each([
    ["2017-02-07T15:13:01.39256Z", "2017-02-07T15:13:01.392Z"],
    ["2017-02-07T15:13:01Z", "2017-02-07T15:13:01.000Z"],
    ["2017-02-07 15:13:01.14", "2017-02-07T15:13:01.140Z"],
    ["2017-2-7 5:3:1", "2017-02-07T05:03:01.000Z"],
    ["1518033528", "2018-02-07T19:58:48.000Z"],
    ["1518033528123", "2018-02-07T19:58:48.123Z"],
    ["1518033528.123", "2018-02-07T19:58:48.123Z"],
    ["0", "1970-01-01T00:00:00.000Z"],
  ])("reads %s", (text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  it("keeps microseconds and cuts what is finer", () => {
    expect(timestampMicroseconds("1970-01-01T00:00:00.123456789Z")).toBe(123_456n);
    expect(timestampMicroseconds("1518033528.25")).toBe(1_518_033_528_250_000n);
  });

  it.each([
    "2026-05-21T14:00:00+00:00",
    "2017-2-7T15:13:01Z",
    "2017-02-30 00:00:00",
    "2017-02-07 24:00:00",
    "2017-02-07",
    "1e300",
    "yesterday",
    "",
  ])("does not read %p", (text) => {
    expect(timestampMicroseconds(text)).toBeUndefined();
  });

  it("reads dates with one or two digits, and no others", () => {
    expect([
      dateDays("1970-01-02"),
      dateDays("2026-1-3"),
      dateDays("2026-02-29"),
      dateDays("2026-01-01T00:00:00Z"),
    ]).toEqual([1, Date.UTC(2026, 0, 3) / 86_400_000, undefined, undefined]);
  });
});
