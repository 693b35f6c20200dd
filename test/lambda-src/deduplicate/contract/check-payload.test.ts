import { readFileSync } from "node:fs";
import path from "node:path";
import { checkPayload } from "../../../../lambda-src/deduplicate/contract/check-payload";
import type { ValueType } from "../../../../lambda-src/deduplicate/contract/contracts";

interface PayloadCase {
  /** Of the one field `x`, which is required. */
  readonly type: ValueType;
  /** Its JSON text. */
  readonly sent: string;
  readonly reason?: string;
  readonly detail?: string;
}

/** The curation job checks the same cases: glue-src/tests/test_payload.py. */
const file = path.join(__dirname, "..", "..", "..", "fixtures", "payload-cases.json");
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { readonly cases: readonly PayloadCase[] };

function checked(type: ValueType, payload: string) {
  const event = JSON.parse(payload) as Record<string, unknown>;
  return checkPayload([{ name: "x", type, required: true }], event, payload);
}

describe("a value is judged as the curation job judges it", () => {
  test.each(cases.map((one) => ({ ...one, title: `${JSON.stringify(one.type)} ${one.sent.slice(0, 60)}` })))(
    "$title",
    ({ type, sent, reason, detail }) => {
      expect(checked(type, `{"x": ${sent} }`)).toEqual(reason === undefined ? undefined : { reason, detail });
    },
  );
});

test("a field that may be absent may be null, and one that no contract names may be anything", () => {
  const payload = '{"a":null,"more":{"x":[1]}}';
  const optional = (name: string) => ({ name, type: "bigint", required: false }) as const;

  expect(checkPayload([optional("a"), optional("b")], JSON.parse(payload) as never, payload)).toBeUndefined();
});

test.each<[string, ValueType]>([
  ["an integer", "bigint"],
  ["a decimal", { decimal: { precision: 38, scale: 0, sent_as: ["number"] } }],
])("%s of a megabyte of digits is judged in no time", (_, type) => {
  const zeros = "0".repeat(500_000);
  const started = performance.now();

  const results = [`1${zeros}1e-500001`, `0.${zeros}1e500001`].map((sent) => checked(type, `{"x":${sent}}`)?.reason);

  expect(results.map((reason) => reason ?? "right")).toEqual([
    type === "bigint" ? "wrong_type" : "invalid_value",
    "right",
  ]);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("every reason of the rules has a case, and so has every type", () => {
  const types = ["string", "bigint", "double", "boolean", "timestamp", "date", "json", "decimal", "array", "struct"];

  expect(new Set(cases.map(({ reason }) => reason))).toEqual(
    new Set([undefined, "wrong_type", "missing_field", "invalid_value"]),
  );
  const tried = new Set(cases.map(({ type }) => (typeof type === "string" ? type : Object.keys(type)[0])));
  expect(types.filter((type) => !tried.has(type))).toEqual([]);
});
