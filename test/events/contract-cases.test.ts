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
