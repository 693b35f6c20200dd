import fc from "fast-check";

import { parseJson, writeJson } from "../../src/firehose/json-value";

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

it.each(["{", "01234567890123456789", '{"a":1234567890123456789', ""])("refuses %p", (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});

it("writes keys in lower case at every depth when asked", () => {
  expect(writeJson(parseJson('{"A":[{"B":"C"}]}'), true)).toBe('{"a":[{"b":"C"}]}');
});
