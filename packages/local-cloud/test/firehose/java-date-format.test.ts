import { parseJavaDateFormat } from "../../src/firehose/java-date-format";

const INSTANT = Date.UTC(2018, 7, 27, 10, 30, 5, 42);

function format(pattern: string, instant = INSTANT, timeZone = "UTC") {
  return parseJavaDateFormat(pattern).format(instant, timeZone);
}

// https://docs.oracle.com/javase/8/docs/api/java/time/format/DateTimeFormatter.html
it.each([
  ["yyyy/MM/dd/HH/", "2018/08/27/10/"],
  ["yy M d H m s", "18 8 27 10 30 5"],
  ["uuuu-DDD", "2018-239"],
  ["MMM MMMM EEE EEEE", "Aug August Mon Monday"],
  ["hh a kk KK", "10 AM 10 10"],
  ["ss.SSS SSSSSS", "05.042 042000"],
  ["'year='yyyy'/month='MM", "year=2018/month=08"],
  ["yyyy''MM", "2018'08"],
  ["'o''clock'", "o'clock"],
])("formats %s as Java does", (pattern, expected) => {
  expect(format(pattern)).toBe(expected);
});

it("counts midnight as 00, 24, 0 and 12 by the letters H, k, K and h", () => {
  expect(format("HH kk KK hh a", Date.UTC(2026, 0, 1))).toBe("00 24 00 12 AM");
});

it("uses the time zone, over the change of a year", () => {
  expect(format("yyyy-MM-dd'T'HH:mm DDD", Date.UTC(2025, 11, 31, 18, 15), "Asia/Tokyo")).toBe("2026-01-01T03:15 001");
});

it.each([
  ["YYYY", "week-based year"],
  ["yyyyThh", 'letter "T"'],
  ["yyyy[MM]", '"[" is reserved'],
  ["yyyy'T", "not closed"],
  ["", "no Java DateTimeFormatter pattern"],
])("refuses %s with the reason", (pattern, reason) => {
  expect(() => parseJavaDateFormat(pattern)).toThrow(reason);
});
