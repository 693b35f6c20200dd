import * as prices from "../../src/costs/prices";

const tables = Object.entries(prices).flatMap(([name, table]) => (typeof table === "object" ? [{ name, table }] : []));

test.each(tables)("$name says where and when it was looked up", ({ table }) => {
  expect(table.source).toMatch(/^https:\/\/[\w./-]+$/);
  expect(table.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(table.region).toBe("us-east-1");
});
