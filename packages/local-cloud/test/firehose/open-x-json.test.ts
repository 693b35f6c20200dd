import fc from "fast-check";
import type { OpenXOptions } from "../../src/firehose/destination-settings";
import { parseColumns } from "../../src/firehose/glue-schema";
import { parseJson, writeJson } from "../../src/firehose/json-value";
import { rowReader } from "../../src/firehose/open-x-json";

describe("open x json", () => {
  const COLUMNS = parseColumns("raw_data.events", [
    { Name: "id", Type: "bigint" },
    { Name: "user_name", Type: "string" },
  ]);
  const DEFAULTS: OpenXOptions = { caseInsensitive: true, dotsToUnderscores: false, keyByColumn: new Map() };

  function read(text: string | Uint8Array, options: Partial<OpenXOptions> = {}) {
    return rowReader(COLUMNS, { ...DEFAULTS, ...options })(Buffer.from(text));
  }

  it("finds fields in any case, drops undeclared ones and makes missing ones null", () => {
    expect(read('{"USER_NAME":"x","other":{"a":1}}')).toEqual([[null, "x"]]);
  });

  // https://docs.aws.amazon.com/firehose/latest/APIReference/API_OpenXJsonSerDe.html
  it.each<[string, string, Partial<OpenXOptions>, unknown[]]>([
    ["CaseInsensitive false", '{"ID":1,"user_name":"x"}', { caseInsensitive: false }, [null, "x"]],
    ["ConvertDotsInJsonKeysToUnderscores", '{"user.name":"x"}', { dotsToUnderscores: true }, [null, "x"]],
    ["ColumnToJsonKeyMappings", '{"userName":"x"}', { keyByColumn: new Map([["user_name", "userName"]]) }, [null, "x"]],
  ])("obeys %s", (_, text, options, expected) => {
    expect(read(text, options)).toEqual([expected]);
  });

  it("takes the first of two fields that differ in case only", () => {
    expect(read('{"user_name":"first","User_Name":"second"}')).toEqual([[null, "first"]]);
  });

  it("keeps a bigint that a double would round", () => {
    expect(read('{"id":9007199254740993}')).toEqual([[9007199254740993n, null]]);
  });

  // "this is the correct input: {"a":1}{"a":2} and this is the incorrect input: [{"a":1}, {"a":2}]"
  // https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
  it("makes a row of each of several objects in a record, and refuses an array", () => {
    expect(read('{"id":1}{"id":2}\n{"id":3}')).toEqual([
      [1n, null],
      [2n, null],
      [3n, null],
    ]);
    expect(() => read('[{"id":1},{"id":2}]')).toThrow(
      expect.objectContaining({ code: "DataFormatConversion.MalformedData" }) as Error,
    );
  });

  it.each([
    ["text", "oops", "DataFormatConversion.ParseError", "Encountered malformed JSON."],
    ["one bad object among good ones", '{"id":1}{"id":}', "DataFormatConversion.ParseError", "malformed JSON"],
    ["bytes that are not UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "DataFormatConversion.ParseError", "malformed JSON"],
    [
      "an empty record",
      " ",
      "DataFormatConversion.MalformedData",
      "The record was empty or contained only whitespace.",
    ],
    ["a primitive", "3", "DataFormatConversion.MalformedData", "primitive"],
    [
      "a value that does not fit",
      '{"id":"x"}',
      "DataFormatConversion.MalformedData",
      "Data does not match the schema.",
    ],
  ])("fails %s", (_, text, code, message) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error,
    );
  });
});

describe("json value", () => {
  it("writes what it read, with every digit", () => {
    const text = '{"id":12345678901234567890,"amount":0.12345678901234567890,"text":"1234567890123456789","n":1}';

    expect(writeJson(parseJson(text), false)).toBe(text);
  });

  it("reads JSON as JSON.parse does, apart from long numbers", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);

        expect(JSON.parse(writeJson(parseJson(text), false))).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it("takes the last of several members of one name, long numbers or not", () => {
    expect(writeJson(parseJson('{"a":1,"a":2}'), false)).toBe('{"a":2}');
    expect(writeJson(parseJson('{"a":1,"a":12345678901234567890}'), false)).toBe('{"a":12345678901234567890}');
  });

  it.each(["{", "01234567890123456789", '{"a":1234567890123456789', ""])("refuses %p", (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it("writes keys in lower case at every depth when asked", () => {
    expect(writeJson(parseJson('{"A":[{"B":"C"}]}'), true)).toBe('{"a":[{"b":"C"}]}');
  });
});
