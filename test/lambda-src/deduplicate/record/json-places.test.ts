import { payloadText } from "../../../../lambda-src/deduplicate/record/json-places";

import fc from "fast-check";

const OMITTED = new Set(["event_uuid", "event_name", "created_at"]);

describe("payloadText", () => {
  test("keeps the spelling of numbers", () => {
    expect(payloadText('{"event_uuid":"a","n":12345678901234567890,"price":1.10,"e":-1E+2}', OMITTED)).toBe(
      '{"n":12345678901234567890,"price":1.10,"e":-1E+2}',
    );
  });

  test("is an empty object when no other member is left", () => {
    expect(payloadText(' { "event_uuid" : "a" , "created_at" : 1 } ', OMITTED)).toBe("{}");
    expect(payloadText("{}", OMITTED)).toBe("{}");
  });

  test("omits a name that is spelled with escapes, and every occurrence of a name", () => {
    expect(payloadText('{"event\\u005fuuid":1,"a":{},"event_uuid":2}', OMITTED)).toBe('{"a":{}}');
  });

  test("keeps members of the same name inside of other members", () => {
    expect(payloadText('{"a":{"event_uuid":1},"event_uuid":2}', OMITTED)).toBe('{"a":{"event_uuid":1}}');
  });

  test("keeps a name that occurs twice, twice", () => {
    expect(payloadText('{"a":1,"a":2}', OMITTED)).toBe('{"a":1,"a":2}');
  });

  test.each([
    ["brackets in strings", '{"a":["]","}{"],"b":"]"}'],
    ["escaped quotes", String.raw`{"a":"\"","b":["\\\"]"],"c\\":"\\","d":"\\\\\""}`],
    ["empty values", '{"":"","a":[],"b":{},"c":[[]]}'],
    ["literals", '{"a":true,"b":false,"c":null}'],
  ])("is not misled by %s", (_, text) => {
    expect(payloadText(text, OMITTED)).toBe(text);
  });

  test("drops white space between members only", () => {
    expect(payloadText('{\r\n\t"a" : [ 1 , 2 ]\n,\n "b":\t3 }', OMITTED)).toBe('{"a" : [ 1 , 2 ],"b":\t3}');
  });

  test("parses to the object without the omitted members, for any object and any indentation", () => {
    const name = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...OMITTED, "__proto__", '"', "\\", "a\\"));
    const value = fc.jsonValue({ stringUnit: "binary" });

    fc.assert(
      fc.property(fc.dictionary(name, value), fc.constantFrom("", " ", "\t", "\n "), (object, indentation) => {
        const text = JSON.stringify(object, null, indentation);

        const payload: unknown = JSON.parse(payloadText(text, OMITTED));

        const expected = Object.entries(JSON.parse(text) as object).filter(([key]) => !OMITTED.has(key));
        expect(Object.entries(payload as object)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test("is the text itself when nothing is omitted and no white space is between members", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const text = JSON.stringify(object);
        expect(payloadText(text, new Set())).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
