import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type EventContract, loadEventContracts } from "../../events/event-contracts";

type Json = Record<string, unknown>;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "contract-cases-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function caseOf(name: string): Json {
  const file = path.join(__dirname, "..", "fixtures", "contract-cases", `${name}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as Json;
}

function write(contract: Json): string {
  const file = path.join(folder, `${String(contract["x-event-name"]).replaceAll(":", ".")}.json`);
  writeFileSync(file, JSON.stringify(contract));
  return file;
}

function read(contract: Json): EventContract | undefined {
  write(contract);
  return loadEventContracts(folder)[0];
}

/** Columns by name; required ones with an exclamation mark. */
function columns(contract: EventContract | undefined): Record<string, unknown> {
  return Object.fromEntries(
    (contract?.fields ?? []).map(({ column, columnType, required, nullable }) => [
      required && !nullable ? `${column}!` : column,
      columnType,
    ]),
  );
}

function mistakes(...contracts: Json[]): string[] {
  for (const contract of contracts) write(contract);
  try {
    loadEventContracts(folder);
    return [];
  } catch (error) {
    return String(error instanceof Error ? error.message : error)
      .replaceAll(`${folder}${path.sep}`, "")
      .split("\n");
  }
}

const member = (name: string, type: unknown, required = false) => ({ name, type, required });
const MONEY = { struct: [member("amount", "string", true), member("currency", "string", true)] };

test.each<[string, Json]>([
  ["order-with-money", { "order_id!": "string", "total!": MONEY, placed_at: "timestamp" }],
  [
    "order-with-address-and-parcels",
    {
      order_id: "string",
      address: { struct: [member("city", "string"), member("zip", "string")] },
      parcels: { array: { struct: [member("weight_kg", "double"), member("carrier", "string", true)] } },
    },
  ],
  ["payment-method", { method: "json" }],
  ["signup", { email: "string", referrer: "string", plan: "string" }],
  [
    "invoice",
    {
      net: "double",
      vat_rate: "string",
      due: "date",
      customer: { struct: [member("user_uuid", "string", true)] },
    },
  ],
  ["enum-no-type", { status: "string" }],
  ["oneof", { buyer: { struct: [member("id", "string")] } }],
  ["openapi-nullable", { note: "string" }],
  ["ref-defs", { "total!": { struct: [member("amount", "string", true), member("currency", "string", true)] } }],
  ["subject-nested", { buyer: { struct: [member("user_uuid", "string")] } }],
])("the realistic contract %s has the columns that its schema says", (name, expected) => {
  expect(columns(read(caseOf(name)))).toEqual(expected);
});

test.each([
  ["signup", ["email"]],
  ["invoice", ["customer.user_uuid"]],
  ["subject-nested", ["buyer.user_uuid"]],
])("the subject of %s is found, inside of an object, too", (name, subjects) => {
  expect(read(caseOf(name))?.subjectFields).toEqual(subjects);
});

test("names that are no column are refused all at once, each with an x-column that would do", () => {
  const contract = caseOf("page-view");
  const properties = contract["properties"] as Record<string, Json>;
  const named = {
    ...contract,
    properties: {
      ...properties,
      "utm-source": { ...properties["utm-source"], "x-column": "utm_source" },
      event_type: { ...properties["event_type"], "x-column": "own_event_type" },
    },
  };

  expect(mistakes(contract)).toEqual([
    expect.stringMatching(/properties is "utm-source", but .*write "x-column" with another name, such as "utm_source"/),
    expect.stringMatching(/properties is "event_type", but .*such as "own_event_type"/),
  ]);
  expect(columns(read(named))).toEqual({
    utm_source: "string",
    own_event_type: "string",
    viewport: { struct: [member("w", "bigint"), member("h", "bigint")] },
  });
});

test.each([
  ["bad-pattern", /properties\.n\.pattern is "\(\[", but it must be a regular expression/],
  ["format-typo", /properties\.at\.format is "datetime", but a format is one of date-time, date,/],
  ["nested-typo-properties", /properties\.buyer\.propertes is .*, but this key is not known; properties is/],
  ["nested-typo-type", /properties\.buyer\.properties\.age\.type is "intger", but a type is one of string,/],
])("the misspelt contract %s is refused with its place", (name, message) => {
  expect(mistakes(caseOf(name))).toEqual([expect.stringMatching(message)]);
});

test("a key that is nearly one of the platform's is a misspelling, and another tool's own is free", () => {
  const contract = caseOf("subject-nested");
  const properties = contract["properties"] as Record<string, Json>;
  const buyer = { type: "string", description: "b", "x-subjct": true, "x-team": "shop" };

  expect(mistakes({ ...contract, "x-verson": 2, "x-owner": "shop", properties: { ...properties, buyer } })).toEqual([
    expect.stringContaining("x-verson is 2, but this key is not known; x-version is."),
    expect.stringContaining("properties.buyer.x-subjct is true, but this key is not known; x-subject is."),
  ]);
});

test("a pattern is taken by the rules of Unicode or by the older ones", () => {
  const contract = caseOf("bad-pattern");
  const properties = contract["properties"] as Record<string, Json>;
  const withPattern = (pattern: string) => ({
    ...contract,
    properties: { ...properties, n: { type: "string", description: "x", pattern } },
  });

  expect(mistakes(withPattern("^\\p{L}+$"))).toEqual([]);
  expect(mistakes(withPattern("^[\\w-.]+$"))).toEqual([]);
});

/** The contract of one case, with other fields in place of its own. */
function withFields(fields: Json, more: Json = {}): Json {
  const contract = caseOf("openapi-nullable");
  const { event_uuid: eventUuid, event_name: eventName, created_at: createdAt } = contract["properties"] as Json;
  return {
    ...contract,
    ...more,
    properties: { event_uuid: eventUuid, event_name: eventName, created_at: createdAt, ...fields },
  };
}

const $defs = {
  "a/b": { type: "integer" },
  "c~d": { type: "boolean" },
  "e f": { type: "string", format: "date" },
  who: { type: "object", properties: { user: { type: "string", "x-subject": true } } },
  money: { type: "object", properties: { amount: { type: "string" } }, required: ["amount"] },
  even: { type: "object", properties: { next: { $ref: "#/$defs/odd" } } },
  odd: { type: "object", properties: { next: { $ref: "#/$defs/even" } } },
};
const d = { description: "d" };

test.each<[string, Json, unknown]>([
  ["escapes of a pointer", { ...d, $ref: "#/$defs/a~1b" }, "bigint"],
  ["a tilde in a pointer", { ...d, $ref: "#/$defs/c~0d" }, "boolean"],
  ["a percent sign in a pointer", { ...d, $ref: "#/$defs/e%20f" }, "date"],
  ["a place in a list", { ...d, $ref: "#/$defs/list/allOf/0" }, "bigint"],
  [
    "definitions that hold each other",
    { ...d, $ref: "#/$defs/even" },
    { struct: [member("next", { struct: [member("next", "json")] })] },
  ],
  [
    "keywords beside a reference",
    { ...d, $ref: "#/$defs/money", required: ["vat"], properties: { vat: { type: "boolean" } } },
    { struct: [member("amount", "string", true), member("vat", "boolean", true)] },
  ],
  [
    "a part that requires what another has",
    { ...d, allOf: [{ $ref: "#/$defs/money" }, { properties: {}, required: ["amount"] }] },
    { struct: [member("amount", "string", true)] },
  ],
  [
    "numbers of which some are whole",
    { ...d, anyOf: [{ type: "number" }, { type: "integer" }, { type: "null" }] },
    "double",
  ],
  ["a number that is whole as well", { ...d, allOf: [{ type: "number" }, { type: "integer" }] }, "bigint"],
  ["a map", { ...d, type: "object", additionalProperties: { $ref: "#/$defs/money" } }, "json"],
  ["a tuple", { ...d, type: "array", prefixItems: [{ type: "integer" }, { type: "string" }], items: false }, "json"],
  ["a constant list", { ...d, type: "array", const: [1, 2] }, "json"],
])("%s: the column is what the schema says", (_, field, expected) => {
  const contract = withFields({ x: field }, { $defs: { ...$defs, list: { allOf: [{ type: "integer" }] } } });

  expect(columns(read(contract))).toEqual({ x: expected });
});

test.each<[string, Json]>([
  ["a reference", { ...d, $ref: "#/$defs/who" }],
  ["parts", { ...d, allOf: [{ $ref: "#/$defs/who" }] }],
  ["an object that may be null", { ...d, anyOf: [{ $ref: "#/$defs/who" }, { type: "null" }] }],
])("the subject behind %s is found", (_, field) => {
  expect(read(withFields({ x: field }, { $defs }))?.subjectFields).toEqual(["x.user"]);
});

test.each<[string, Json, RegExp]>([
  [
    "alternatives",
    { ...d, oneOf: [{ $ref: "#/$defs/who" }, { $ref: "#/$defs/money" }] },
    /properties\.x is "x-subject", but a person inside of alternatives/,
  ],
  [
    "a map",
    { ...d, type: "object", additionalProperties: { $ref: "#/$defs/who" } },
    /inside of alternatives, a map or a tuple/,
  ],
  [
    "a list",
    { ...d, type: "array", items: { $ref: "#/$defs/who" } },
    /properties\.x\.items is "x-subject", but a person inside of a list/,
  ],
])("a subject in %s, where erase would not find it, is refused", (_, field, message) => {
  expect(mistakes(withFields({ x: field }, { $defs }))).toEqual([expect.stringMatching(message)]);
});

test.each<[string, Json, RegExp]>([
  [
    "a percent sign that escapes nothing",
    { $ref: "#/$defs/100%" },
    /properties\.x\.\$ref is "#\/\$defs\/100%", but a reference must point/,
  ],
  [
    "a required member that no part has",
    { allOf: [{ $ref: "#/$defs/money" }, { required: ["amuont"] }] },
    /properties\.x\.allOf is .*, but amuont is not in properties/,
  ],
  [
    "a member that depends on none",
    { type: "object", properties: { a: { type: "string" } }, dependentRequired: { a: ["b"] } },
    /dependentRequired is .*, but b is not in properties/,
  ],
  [
    "a name that is no pattern",
    { type: "object", patternProperties: { "([": {} } },
    /patternProperties is "\(\[", but each name in it must be a regular/,
  ],
  [
    "a value of another type",
    { type: "integer", enum: [1, "2"] },
    /properties\.x\.enum is .*, but "2" is not of the type integer/,
  ],
  ["a type twice", { type: ["string", "string"] }, /properties\.x\.type is .*, but a type is one of/],
  [
    "limits that exclude each other",
    { type: "integer", minimum: 5, maximum: 1 },
    /properties\.x\.minimum is 5, but it must not be above maximum, 1/,
  ],
  [
    "the name of a column inside of an object",
    { type: "object", properties: { a: { type: "string", "x-column": "b" } } },
    /properties\.a\.x-column is "b", but only a field of the event itself/,
  ],
  [
    "a misspelling in a map",
    { type: "object", additionalProperties: { type: "intger" } },
    /additionalProperties\.type is "intger"/,
  ],
  [
    "a misspelling in a tuple",
    { type: "array", prefixItems: [{ tpye: "integer" }] },
    /prefixItems\.0\.tpye is "integer", but this key is not known; type is/,
  ],
])("%s is a mistake", (_, field, message) => {
  expect(mistakes(withFields({ x: { ...d, ...field } }, { $defs }))).toEqual([expect.stringMatching(message)]);
});

test.each([
  ["may be null", { type: ["number", "null"] }],
  ["may be something else", { anyOf: [{ type: "number" }, { type: "string" }] }],
])("an envelope field that %s is refused", (_, schema) => {
  expect(mistakes(withFields({ created_at: { ...d, ...schema } }))).toEqual([
    expect.stringMatching(
      /properties\.created_at\.type is .*, but every event has created_at as number or integer, and never/,
    ),
  ]);
});

test("a field may have any name of JavaScript's own", () => {
  const fields = ["__proto__", "constructor", "hasOwnProperty"].map((name) => [name, { ...d, type: "string" }]);
  const own = Object.entries(withFields({})["properties"] as Json);

  const contract = read({ ...withFields({}), properties: Object.fromEntries([...own, ...fields]) });

  expect(contract?.fields.map(({ column }) => column)).toEqual(["__proto__", "constructor", "hasOwnProperty"]);
});

test("definitions that all hold each other come to an end", () => {
  const names = Array.from({ length: 14 }, (_, index) => `d${index}`);
  const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }]));
  const all = Object.fromEntries(names.map((name) => [name, { type: "object", properties }]));

  const contract = read(withFields({ x: { ...d, $ref: "#/$defs/d0" } }, { $defs: all }));

  expect(JSON.stringify(contract?.fields[0]?.columnType).match(/"struct"/g)?.length).toBeLessThan(1000);
});

test("a thousand contracts cost less than ten seconds of a processor", () => {
  const contract = caseOf("order-with-money");
  const fields = contract["properties"] as Record<string, Json>;
  for (let index = 0; index < 1000; index += 1) {
    const name = `shop:order:n${index}`;
    const eventName = { ...fields["event_name"], const: name };
    write({ ...contract, "x-event-name": name, properties: { ...fields, event_name: eventName } });
  }
  const before = process.cpuUsage();

  const contracts = loadEventContracts(folder);

  const { user, system } = process.cpuUsage(before);
  expect(contracts).toHaveLength(1000);
  expect((user + system) / 1e6).toBeLessThan(10);
});

test("all mistakes of all files are told in one run", () => {
  const properties = {
    event_uuid: { type: "string", description: "id" },
    event_name: { type: "string", description: "n", const: "other" },
    created_at: { type: "string", description: "t" },
    a: { type: "strin" },
    b: { $ref: "#/$defs/nothing", description: "b" },
    c: { type: "object", description: "c", properties: { x: { type: "integer", minimum: "1" } }, required: ["y"] },
    d: { type: "array", description: "d", items: { type: "object", properties: { u: { "x-subject": true } } } },
    e: { description: "e" },
  };
  const several = { ...caseOf("openapi-nullable"), "x-version": 0, properties };

  const told = mistakes(several, caseOf("payment-method"), { ...caseOf("signup"), titel: "x" });

  const places = told.map((line) => /^Event contract ([\w.]+): (\S+) is /.exec(line)?.slice(1).join(" "));
  expect(places.sort()).toEqual([
    "auth.user.signed_up.json titel",
    "order.placed.json properties.a.description",
    "order.placed.json properties.a.type",
    "order.placed.json properties.b.$ref",
    "order.placed.json properties.c.properties.x.minimum",
    "order.placed.json properties.c.required",
    "order.placed.json properties.created_at.type",
    "order.placed.json properties.d.items",
    "order.placed.json properties.e.type",
    "order.placed.json properties.event_name.const",
    "order.placed.json x-version",
  ]);
});
