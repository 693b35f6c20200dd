import { deltaColumns } from "../../src/crawler/delta-columns";

test("every type of Delta has its name in the catalogue, nested ones included", () => {
  const schema = {
    type: "struct",
    fields: [
      { name: "a", type: "long", nullable: true, metadata: {} },
      { name: "b", type: "integer" },
      { name: "c", type: "decimal(10,2)" },
      { name: "d", type: "timestamp_ntz" },
      { name: "e", type: { type: "array", elementType: "short", containsNull: true } },
      { name: "f", type: { type: "map", keyType: "string", valueType: "byte" } },
      { name: "g", type: { type: "struct", fields: [{ name: "x", type: { type: "array", elementType: "long" } }] } },
      { name: "created_date", type: "date" },
    ],
  };

  expect(deltaColumns(JSON.stringify(schema)).map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
    "a bigint",
    "b int",
    "c decimal(10,2)",
    "d timestamp",
    "e array<smallint>",
    "f map<string,tinyint>",
    "g struct<x:array<bigint>>",
    "created_date date",
  ]);
});
