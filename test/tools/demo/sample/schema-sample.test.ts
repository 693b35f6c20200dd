import { readFileSync } from "node:fs";
import { loadEventContracts } from "../../../../events/event-contracts";
import {
  parseSampleSchema,
  sampleMembers,
  sampleValue,
  type SampleSchema,
} from "../../../../tools/demo/sample/schema-sample";
import { SeededRandom } from "../../../../tools/demo/sample/seeded-random";
import { schemaViolations } from "./schema-violations";

function samples(schema: SampleSchema, count = 300): string[] {
  const random = new SeededRandom(7);
  return Array.from({ length: count }, () => sampleValue(schema, random));
}

test.each(loadEventContracts().map((contract) => [contract.name, contract] as const))(
  "samples of %s follow its contract, with and without the optional fields",
  (name, contract) => {
    const schema = parseSampleSchema(readFileSync(contract.file, "utf8"), contract.file);
    const events = samples(schema, 100).map((text) => JSON.parse(text) as Record<string, unknown>);

    expect(events.flatMap((event) => schemaViolations(event, schema))).toEqual([]);
    expect(events.every((event) => event["event_name"] === name)).toBe(true);
    for (const field of contract.fields) {
      const having = events.filter((event) => Object.hasOwn(event, field.name)).length;
      expect([field.name, having === 100]).toEqual([field.name, field.required]);
      expect(having).toBeGreaterThan(0);
    }
  },
);

test("the check of this test finds a value that breaks its schema", () => {
  const schema: SampleSchema = {
    type: "object",
    properties: { a: { type: "integer", maximum: 3 }, b: { type: "array", items: { enum: ["x"] } } },
    required: ["c"],
  };

  expect(schemaViolations({ a: 4, b: ["x", "y"] }, schema)).toEqual([
    "$.c is missing",
    "$.a is out of range",
    "$.b[1] is not in the enum",
  ]);
  expect(schemaViolations("text", schema)).toEqual(["$ is no object"]);
});

test("an integer with a wide range has digits that a double cannot hold", () => {
  const wide = samples({ type: "integer", minimum: 0, maximum: 9_000_000_000_000_000_000 });

  expect(wide.some((text) => String(Number(text)) !== text && BigInt(text) > 2n ** 53n)).toBe(true);
  expect(wide.every((text) => BigInt(text) <= 9_000_000_000_000_000_000n)).toBe(true);
});

test("a decimal stays in its range and keeps a zero at its end", () => {
  const decimals = samples({ type: "number", minimum: 0, maximum: 1 });

  expect(decimals.some((text) => /\.\d*0$/.test(text))).toBe(true);
  expect(decimals.every((text) => Number(text) >= 0 && Number(text) <= 1)).toBe(true);
});

test("an exact number has the places of its column, in the type that the contract says", () => {
  const rates = samples({ type: "string", "x-column-type": "decimal(2,2)" }).map((text) => String(JSON.parse(text)));
  const nets = samples({ type: "number", minimum: 5, "x-column-type": "decimal(12,2)" });

  expect(rates.every((text) => /^0\.\d\d$/.test(text))).toBe(true);
  expect(nets.every((text) => /^\d+\.\d\d$/.test(text) && Number(text) >= 5)).toBe(true);
});

test("a field that may be null sometimes is, and one of a list of examples is one of them", () => {
  const values = new Set(samples({ type: ["string", "null"], examples: ["a", "b"] }));

  expect(values).toEqual(new Set(["null", '"a"', '"b"']));
});

test("a text keeps to its length in characters, not in code units", () => {
  const texts = samples({ type: "string", minLength: 10, maxLength: 11 }).map((text) => JSON.parse(text) as string);

  expect(texts.filter((text) => Array.from(text).length < 10 || Array.from(text).length > 11)).toEqual([]);
});

test("required members are always there", () => {
  const schema: SampleSchema = { type: "object", properties: { a: { type: "null" }, b: {} }, required: ["a"] };
  const random = new SeededRandom(1);
  const drawn = Array.from({ length: 50 }, () =>
    sampleMembers(schema, random)
      .map(([name]) => name)
      .join(),
  );

  expect(new Set(drawn)).toEqual(new Set(["a", "a,b"]));
});

test("a keyword that no value is made from stops no sample, and examples are values that follow it", () => {
  const field = { type: "string", pattern: "^[A-Z]{3}$" };
  const of = (schema: object) =>
    JSON.parse(sampleValue(parseSampleSchema(JSON.stringify(schema), "x.json"), new SeededRandom(1))) as unknown;

  expect(typeof of(field)).toBe("string");
  expect(of({ ...field, examples: ["ABC"] })).toBe("ABC");
});

test("a schema whose keyword has a value of another type is refused, with its place", () => {
  const schema = { properties: { code: { type: "string", minLength: "3" } } };

  expect(() => parseSampleSchema(JSON.stringify(schema), "x.json")).toThrow(
    /^Sample of x\.json: properties\.code\.minLength: /,
  );
});
