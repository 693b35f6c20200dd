import {
  bindPartitionKeys,
  errorPrefixInForce,
  evaluatePrefix,
  parsePrefix,
  partitionIdentity,
  queryKeysOf,
  withDefaultTime,
} from "../../src/firehose/prefix";

// The examples of https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html, "at 10:30 AM UTC on Aug 27, 2018".
const CONTEXT = { arrival: Date.UTC(2018, 7, 27, 10, 30), timeZone: "UTC" };

function evaluate(prefix: string, timeZone = "UTC") {
  return evaluatePrefix(withDefaultTime(parsePrefix(prefix)), { ...CONTEXT, timeZone });
}

function evaluateError(prefix: string, errorOutputPrefix?: string) {
  return evaluatePrefix(errorPrefixInForce(prefix, errorOutputPrefix), {
    ...CONTEXT,
    errorOutputType: "processing-failed",
  });
}

describe("Prefix", () => {
  it.each([
    ["", "2018/08/27/10/"],
    ["myFirehosePrefix", "myFirehosePrefix2018/08/27/10/"],
    ["myFirehosePrefix/", "myFirehosePrefix/2018/08/27/10/"],
    ["!{timestamp:yyyy/MM/dd}", "2018/08/27"],
    ["a/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/", "a/year=2018/month=08/day=27/"],
    ["a/!{timestamp:'year='yyyy'/month='MM'/day='dd'/hour='HH}/", "a/year=2018/month=08/day=27/hour=10/"],
  ])("%s evaluates to %s", (prefix, expected) => {
    expect(evaluate(prefix)).toBe(expected);
  });

  // "you can configure the time zone to Asia/Tokyo in [...] API parameter setting (CustomTimeZone)"
  it("evaluates timestamps in the custom time zone", () => {
    expect(evaluate("!{timestamp:yyyy-MM-dd-HH}/", "Asia/Tokyo")).toBe("2018-08-27-19/");
  });

  // "Evaluates to a random string of 11 characters. If you use it more than once in the same expression, every instance
  // evaluates to a new random string."
  it("evaluates every random string anew, to 11 characters", () => {
    const [first, second, ...others] = evaluate("!{firehose:random-string}/!{firehose:random-string}").split("/");

    expect([first?.length, second?.length, others]).toEqual([11, 11, []]);
    expect(first).not.toBe(second);
  });

  it.each([
    ["a!{timestamp:yyyy", "can only appear in !{namespace:value} expressions"],
    ["!{kinesis:shard}", "!{kinesis:shard} is unknown"],
    ["!{firehose:uuid}", "!{firehose:uuid} is unknown"],
    ["!{partitionKeyFromQuery:}", "is unknown"],
    ["!{timestamp:YYYY}", "write y for the year"],
  ])("%s is refused", (prefix, reason) => {
    expect(() => parsePrefix(prefix)).toThrow(reason);
  });
});

describe("ErrorOutputPrefix", () => {
  it.each([
    ["", "myFirehoseFailures/!{firehose:error-output-type}/", "myFirehoseFailures/processing-failed/"],
    [
      "a/",
      "e/!{firehose:error-output-type}/!{timestamp:yyyy}/anyMonth/!{timestamp:dd}",
      "e/processing-failed/2018/anyMonth/27",
    ],
    ["myFirehosePrefix/", undefined, "myFirehosePrefix/processing-failed/2018/08/27/10/"],
    ["data/", "errors/", "errors/processing-failed/2018/08/27/10/"],
  ])("with Prefix %s, %s evaluates to %s", (prefix, errorOutputPrefix, expected) => {
    expect(evaluateError(prefix, errorOutputPrefix)).toBe(expected);
  });
});

describe("partition keys", () => {
  const parts = parsePrefix("t=!{partitionKeyFromQuery:table}/!{timestamp:HH}/d=!{partitionKeyFromQuery:date}/");
  const keys = new Map([
    ["table", "a"],
    ["date", "2026-11-24"],
  ]);

  it("are named by the prefix, bound from the record and evaluated with the time of the object", () => {
    expect(queryKeysOf(parts)).toEqual(["table", "date"]);
    expect(evaluatePrefix(bindPartitionKeys(parts, keys), CONTEXT)).toBe("t=a/10/d=2026-11-24/");
  });

  it("that look like an expression are taken literally", () => {
    const hostile = new Map([...keys, ["table", "!{timestamp:yyyy}"]]);

    expect(evaluatePrefix(bindPartitionKeys(parts, hostile), CONTEXT)).toBe("t=!{timestamp:yyyy}/10/d=2026-11-24/");
  });

  it("make one partition when the prefix is the same, whatever the time", () => {
    expect(partitionIdentity(parts, keys)).toBe(partitionIdentity(parts, new Map([...keys, ["unused", "x"]])));
    expect(partitionIdentity(parts, keys)).not.toBe(partitionIdentity(parts, new Map([...keys, ["table", "b"]])));
  });
});
