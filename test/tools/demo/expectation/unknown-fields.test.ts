import type { ColumnType } from "../../../../events/column-type";
import { canonicalJson } from "../../../../tools/demo/expectation/json-text";
import { unknownFields } from "../../../../tools/demo/expectation/unknown-fields";

const PLACE: ColumnType = { struct: [{ name: "city", type: "string", required: false }] };

test.each<[ColumnType, string, string | undefined]>([
  ["string", '{"x":"a"}', undefined],
  ["json", '{"x":{"y":1}}', undefined],
  ["string", '{"y":1.10,"x":"a","y":2.0}', '{"y":2.0}'],
  [PLACE, '{"x":{"city":"a","zip":"1"}}', '{"x":{"zip":"1"}}'],
  [PLACE, '{"x":null}', undefined],
  [{ array: PLACE }, '{"x":[null,{"zip":1},{"city":"a"}]}', '{"x":[null,{"zip":1}]}'],
  [{ array: "bigint" }, '{"x":[1]}', undefined],
])("a contract whose field x is %j does not name, of %s, %s", (columnType, payload, expected) => {
  const contract = { fields: [{ name: "x", columnType }] };

  expect(unknownFields(contract, canonicalJson(payload))).toBe(expected);
});
