import type { ColumnType } from "../../../../events/column-type";
import { fitness, isSameValue } from "../../../../tools/demo/expectation/typed-value";

const NET: ColumnType = { decimal: { precision: 5, scale: 2, sent_as: ["number"] } };
const RATE: ColumnType = { decimal: { precision: 2, scale: 2, sent_as: ["string"] } };
const PRICE: ColumnType = {
  struct: [
    { name: "amount", type: "double", required: true },
    { name: "currency", type: "string", required: false },
  ],
};

test.each<[ColumnType, string | undefined, string]>([
  ["bigint", "9007199254740993", "fits"],
  ["bigint", undefined, "fits"],
  ["bigint", "null", "fits"],
  ["bigint", '"1"', "wrong_type"],
  ["bigint", "1.0", "fits"],
  ["bigint", "-1.50e1", "fits"],
  ["bigint", "0e99999999", "fits"],
  ["bigint", "1.5", "wrong_type"],
  ["bigint", "1e-99999999", "wrong_type"],
  ["bigint", "9223372036854775808", "invalid_value"],
  ["bigint", "1e99999999", "invalid_value"],
  ["double", '"1"', "wrong_type"],
  ["double", "1e400", "invalid_value"],
  ["double", "true", "wrong_type"],
  ["boolean", "0", "wrong_type"],
  ["string", "1", "fits"],
  ["timestamp", '"2026-11-24T10:00:00.123456+02:00"', "fits"],
  ["timestamp", '"2026-11-24t10:00z"', "fits"],
  ["timestamp", '"2026-12-31T23:59:60Z"', "fits"],
  ["timestamp", '"2026-12-31T22:59:60Z"', "wrong_type"],
  ["timestamp", '"2026-11-24T10:00:00"', "wrong_type"],
  ["timestamp", '"2026-02-30T10:00:00Z"', "wrong_type"],
  ["timestamp", '"2026-11-24T24:00:00Z"', "wrong_type"],
  ["timestamp", '"10:00"', "wrong_type"],
  ["timestamp", '"yesterday"', "wrong_type"],
  ["timestamp", "1795904000", "wrong_type"],
  ["timestamp", '"0000-11-24T10:00:00Z"', "invalid_value"],
  ["timestamp", '"9999-12-31T23:00:00-02:00"', "invalid_value"],
  ["date", '"2026-11-24"', "fits"],
  ["date", '"2026-11-31"', "wrong_type"],
  ["date", '"2026-11-24T10:00:00Z"', "wrong_type"],
  ["date", '"0000-11-24"', "invalid_value"],
  [NET, "999.990", "fits"],
  [NET, "-1e2", "fits"],
  [NET, "1000", "invalid_value"],
  [NET, "0.001", "invalid_value"],
  [NET, `1e${"9".repeat(400)}`, "invalid_value"],
  [NET, '"1"', "wrong_type"],
  [RATE, '"0.19"', "fits"],
  [RATE, '".19"', "wrong_type"],
  [RATE, "0.19", "wrong_type"],
  [{ array: "bigint" }, "[1,2]", "fits"],
  [{ array: "bigint" }, '[1,"2"]', "wrong_type"],
  [{ array: "string" }, '{"a":1}', "wrong_type"],
  [PRICE, '{"amount":1}', "fits"],
  [PRICE, '{"currency":"EUR"}', "missing_field"],
  [PRICE, '{"amount":null,"currency":1}', "missing_field"],
  [PRICE, '{"amount":"1"}', "wrong_type"],
  [PRICE, "[]", "wrong_type"],
])("a column of type %j says of %s: %s", (type, json, expected) => {
  expect(fitness(type, json)).toBe(expected);
});

test.each<[ColumnType, string | undefined, Parameters<typeof isSameValue>[2]]>([
  ["bigint", "9007199254740993", "9007199254740993"],
  ["double", "1.10", 1.1],
  ["boolean", "false", false],
  [NET, "1.5e1", "15.00"],
  [RATE, '"0.1"', "0.10"],
  ["string", '"1.10"', "1.10"],
  ["string", "1.10", "1.10"],
  ["bigint", "1.0", "1"],
  ["json", '"a"', '"a"'],
  ["timestamp", '"2026-12-31T23:59:60Z"', "2027-01-01 00:00:00+00"],
  ["json", '{"a":[1,2]}', '{ "a": [1, 2] }'],
  ["json", undefined, null],
  ["timestamp", '"2026-11-24T10:00:00.5+02:00"', "2026-11-24 08:00:00.5+00"],
  ["date", '"2026-11-24"', "2026-11-24"],
  [{ array: "string" }, '["a,b]","c\\""]', ["a,b]", 'c"']],
  [
    { array: PRICE },
    '[{"amount":1},{"amount":2,"extra":3}]',
    [
      { amount: 1, currency: null },
      { amount: 2, currency: null },
    ],
  ],
  [{ array: "bigint" }, "[]", []],
])("a column of type %j holds %s as %j", (type, json, stored) => {
  expect(isSameValue(type, json, stored)).toBe(true);
});

test.each<[ColumnType, string | undefined, Parameters<typeof isSameValue>[2]]>([
  ["bigint", "9007199254740993", "9007199254740992"],
  ["double", "1.1", null],
  ["string", "1.10", "1.1"],
  ["json", '"a"', "a"],
  ["json", "0.12345678901234567890", "0.12345678901234568"],
  ["string", '"a"', "b"],
  ["timestamp", '"2026-11-24T10:00:00Z"', "2026-11-24 11:00:00+00"],
  [{ array: "bigint" }, "[1,2]", ["1"]],
  [PRICE, '{"amount":1}', { amount: 2, currency: null }],
  ["string", undefined, ""],
])("a column of type %j does not hold %s as %j", (type, json, stored) => {
  expect(isSameValue(type, json, stored)).toBe(false);
});
