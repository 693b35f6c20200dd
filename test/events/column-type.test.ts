import { columnType, isNullable } from "../../events/column-type";

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
    ["a list", { type: "array", items: { type: "integer" } }, { array: "bigint" }],
  ])("of %s", (_, schema, type) => {
    expect(columnType(schema)).toEqual(type);
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

    expect(columnType(schema)).toEqual({
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
    ["refers to another schema", { $ref: "#/$defs/a", type: "string" }],
    ["has alternatives", { type: "object", properties: { a: { type: "string" } }, oneOf: [{}, {}] }],
    ["is an object without properties", { type: "object" }],
    ["is an object whose members differ in capitals only", { type: "object", properties: { a: {}, A: {} } }],
    ["is an object with a member that no column can be named after", { type: "object", properties: { "a b": {} } }],
    ["is a list of anything", { type: "array" }],
    ["may pass 64 bits", { type: "integer", maximum: 2 ** 63 }],
    ["is no schema", true],
  ])("that %s is JSON text", (_, schema) => {
    expect(columnType(schema)).toBe("json");
  });
});

test("a field may be null when null is among its types", () => {
  expect(isNullable({ type: ["string", "null"] })).toBe(true);
  expect(isNullable({ type: "string" })).toBe(false);
});
