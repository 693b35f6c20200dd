import { parseColumns, UnsupportedSchemaError } from "../../src/firehose/glue-schema";

it("reads types in any case and with any white space", () => {
  expect(parseColumns("db.t", [{ Name: "a", Type: "ARRAY< Decimal(10, 2) >" }])).toEqual([
    { name: "a", type: { kind: "array", element: { kind: "decimal", precision: 10, scale: 2 } } },
  ]);
});

it.each([
  "map<string,int>",
  "struct<a:int>",
  "array<struct<a:int>>",
  "decimal(39,0)",
  "decimal(2,3)",
  "varchar(x)",
  "uuid",
])("refuses %s and names table, column and type", (type) => {
  expect(() => parseColumns("db.t", [{ Name: "a", Type: type }])).toThrow(
    new RegExp(`Table db.t, column a: the type ${type.replace(/[()<>]/g, "\\$&")} is not supported`),
  );
});

it("refuses a table without columns", () => {
  expect(() => parseColumns("db.t", [])).toThrow(UnsupportedSchemaError);
});
