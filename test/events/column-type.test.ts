import { columnType } from "../../events/column-type";
import { resolveSchema } from "../../events/resolved-schema";

const DEFINITIONS = {
  $defs: {
    money: {
      type: "object",
      properties: { amount: { type: "string" }, currency: { enum: ["EUR", "USD"] } },
      required: ["amount", "currency"],
    },
    cents: { type: "string", "x-column-type": "decimal(12,2)" },
    tree: { type: "object", properties: { left: { $ref: "#/$defs/tree" }, value: { type: "integer" } } },
  },
};
const resolved = (schema: unknown) => resolveSchema(schema, DEFINITIONS);
const decimal = (precision: number, scale: number, ...sentAs: string[]) => ({
  decimal: { precision, scale, sent_as: sentAs },
});
const MONEY = {
  struct: [
    { name: "amount", type: "string", required: true },
    { name: "currency", type: "string", required: true },
  ],
};

describe("the column of a field", () => {
  test.each([
    ["a string", { type: "string" }, "string"],
    ["a string with an enum", { type: "string", enum: ["a", "b"] }, "string"],
    ["a uuid", { type: "string", format: "uuid" }, "string"],
    ["a date and time", { type: "string", format: "date-time" }, "timestamp"],
    ["a date", { type: "string", format: "date" }, "date"],
    ["an integer", { type: "integer", maximum: 9e18 }, "bigint"],
    ["a number", { type: "number" }, "double"],
    ["a number that may be an integer", { type: ["integer", "number", "null"] }, "double"],
    ["a boolean that may be null", { type: ["null", "boolean"] }, "boolean"],
    ["an enum of texts alone", { enum: ["a", "b", null] }, "string"],
    ["an enum of whole and other numbers", { enum: [1, 2.5] }, "double"],
    ["a constant", { const: true }, "boolean"],
    ["a type that may be null", { anyOf: [{ type: "string", format: "date" }, { type: "null" }] }, "date"],
    ["alternatives of one type", { oneOf: [{ const: "a" }, { type: "string", pattern: "^b" }] }, "string"],
    ["a reference", { $ref: "#/$defs/money" }, MONEY],
    ["a reference beside its type", { type: "object", description: "d", $ref: "#/$defs/money" }, MONEY],
    ["a list of references", { type: "array", items: { $ref: "#/$defs/money" } }, { array: MONEY }],
    [
      "several parts",
      {
        allOf: [{ $ref: "#/$defs/money" }],
        properties: { note: { type: ["string", "null"] } },
        required: ["note"],
      },
      { struct: [...MONEY.struct, { name: "note", type: "string", required: false }] },
    ],
    [
      "a reference to itself, at its second level",
      { $ref: "#/$defs/tree" },
      {
        struct: [
          { name: "left", type: "json", required: false },
          { name: "value", type: "bigint", required: false },
        ],
      },
    ],
    ["an exact number", { type: "number", "x-column-type": "decimal(12,2)" }, decimal(12, 2, "number")],
    [
      "an exact number in a text",
      { type: ["string", "null"], "x-column-type": "decimal(38, 0)" },
      decimal(38, 0, "string"),
    ],
    [
      "an exact number that may be sent either way",
      { type: ["number", "string"], "x-column-type": "decimal(9,9)" },
      decimal(9, 9, "number", "string"),
    ],
    [
      "a reference to an exact number, or null",
      { anyOf: [{ $ref: "#/$defs/cents" }, { type: "null" }] },
      decimal(12, 2, "string"),
    ],
    ["a list", { type: "array", items: { type: "integer" } }, { array: "bigint" }],
  ])("of %s", (_, schema, type) => {
    expect(columnType(resolved(schema))).toEqual(type);
  });

  test("of an object is a struct of its members, which are required unless they may be null", () => {
    const schema = {
      type: "object",
      properties: {
        sku: { type: "string" },
        place: { type: ["object", "null"], properties: { lat: { type: "number" } } },
      },
      required: ["sku", "place"],
    };

    expect(columnType(resolved(schema))).toEqual({
      struct: [
        { name: "sku", type: "string", required: true },
        { name: "place", type: { struct: [{ name: "lat", type: "double", required: false }] }, required: false },
      ],
    });
  });

  test.each([
    ["has several types", { type: ["string", "integer"] }],
    ["is always null", { type: "null" }],
    ["has no type", { enum: [1, "a"] }],
    ["has alternatives of several types", { oneOf: [{ type: "string" }, { type: "integer" }] }],
    ["has alternatives of several shapes", { oneOf: [{ $ref: "#/$defs/money" }, { $ref: "#/$defs/tree" }] }],
    [
      "has alternatives of which one is an exact number",
      { oneOf: [{ $ref: "#/$defs/cents" }, { type: "string", pattern: "^$" }] },
    ],
    ["has an enum of several types", { enum: ["a", 1] }],
    ["is a map", { type: "object", additionalProperties: { type: "integer" } }],
    ["has alternatives", { type: "object", properties: { a: { type: "string" } }, oneOf: [{}, {}] }],
    ["is an object without properties", { type: "object" }],
    ["is an object whose members differ in capitals only", { type: "object", properties: { a: {}, A: {} } }],
    ["is an object with a member that no column can be named after", { type: "object", properties: { "a b": {} } }],
    ["is a list of anything", { type: "array" }],
    ["may pass 64 bits", { type: "integer", maximum: 2 ** 63 }],
    ["is no schema", true],
  ])("that %s is JSON text", (_, schema) => {
    expect(columnType(resolved(schema))).toBe("json");
  });
});

test.each([
  [{ type: ["string", "null"] }, true],
  [{ type: "string" }, false],
  [{ type: "string", nullable: true }, true],
  [{ enum: ["a", null] }, true],
  [{ anyOf: [{ type: "string" }, { type: "null" }] }, true],
  [{ oneOf: [{ $ref: "#/$defs/money" }, { type: "null" }] }, true],
  [{ oneOf: [{ $ref: "#/$defs/money" }, { $ref: "#/$defs/tree" }] }, false],
  [{ allOf: [{ $ref: "#/$defs/money" }], nullable: true }, false],
  [{ not: { type: "string" } }, false],
])("whether a field may be null: %j, %s", (schema, expected) => {
  expect(resolved(schema).nullable).toBe(expected);
});
