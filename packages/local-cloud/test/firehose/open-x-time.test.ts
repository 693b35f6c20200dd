import { dateDays, timestampMicroseconds } from "../../src/firehose/open-x-time";

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
