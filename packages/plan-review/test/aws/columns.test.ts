import { typeChange } from "../../src/aws/columns";

test.each([
  ["int", "bigint", "widened"],
  ["tinyint", "int", "widened"],
  ["float", "double", "widened"],
  ["decimal(10,2)", "decimal(12, 2)", "widened"],
  ["varchar(10)", "varchar(36)", "widened"],
  ["varchar(10)", "string", "widened"],
  ["integer", "int", "widened"],
  ["timestamp", "string", "to-text"],
  ["bigint", "int", "incompatible"],
  ["int", "float", "incompatible"],
  ["decimal(10,2)", "decimal(10,4)", "incompatible"],
  ["string", "int", "incompatible"],
  ["string", "varchar(36)", "incompatible"],
])("%s to %s is %s", (before, after, expected) => {
  expect(typeChange(before, after)).toBe(expected);
});
