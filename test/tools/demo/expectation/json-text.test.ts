import fc from "fast-check";
import { canonicalJson, canonicalMembers } from "../../../../tools/demo/expectation/json-text";

test.each([
  ['{"b": 1.10, "a": [ ]}', '{"a":[],"b":1.10}'],
  ["12345678901234567890", "12345678901234567890"],
  [' [1e3 ,-0, 1.0E-7,{"x":{}}]\n', '[1e3,-0,1.0E-7,{"x":{}}]'],
  ['"caf\\u00e9 \\/ }{,:\\""', '"café / }{,:\\""'],
  ['{"\\u0061":1,"__proto__":2,"":3}', '{"":3,"__proto__":2,"a":1}'],
  ['{"b":{"d":1,"c":2},"a":true}', '{"a":true,"b":{"c":2,"d":1}}'],
  ['{"a":"text","b":"a"}', '{"a":"text","b":"a"}'],
  ['{"a":2,"a":1}', '{"a":2,"a":1}'],
  ["null", "null"],
])("%j has the form %j", (text, canonical) => {
  expect(canonicalJson(text)).toBe(canonical);
});

test("numbers that a double cannot tell apart stay apart", () => {
  expect(canonicalJson("9007199254740993")).not.toBe(canonicalJson("9007199254740992"));
  expect(canonicalJson("1.10")).not.toBe(canonicalJson("1.1"));
});

test("members keep the order of the text, and objects inside have the canonical form", () => {
  expect(canonicalMembers('{"b": {"z": 1, "y": "2"}, "a": 1.0, "b": null}')).toEqual([
    ["b", '{"y":"2","z":1}'],
    ["a", "1.0"],
    ["b", "null"],
  ]);
});

test("the form keeps the value, and does not depend on white space", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const canonical = canonicalJson(JSON.stringify(value));

      expect(JSON.parse(canonical)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.stringify(value, null, 3))).toBe(canonical);
      expect(canonicalJson(canonical)).toBe(canonical);
    }),
  );
});

test("the form does not depend on the order of members", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const reversed = Object.fromEntries(Object.entries(object).reverse());

      expect(canonicalJson(JSON.stringify(reversed))).toBe(canonicalJson(JSON.stringify(object)));
    }),
  );
});

test("an object nested more deeply than the call stack is read", () => {
  const deep = `${'{"a":['.repeat(20_000)}1.0${"]}".repeat(20_000)}`;

  expect(canonicalJson(deep)).toBe(deep);
});

test.each(["", "{", '{"a":1,}', "01", "NaN", "{} {}"])("%j is refused", (text) => {
  expect(() => canonicalJson(text)).toThrow(SyntaxError);
});
