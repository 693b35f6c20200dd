import type { Schema } from "../../../events/resolved-schema";
import { contractChanges, versionMistake } from "../../../tools/contracts/contract-changes";

const ENVELOPE = { event_uuid: { type: "string" }, created_at: { type: "number" } };

function contract(properties: Record<string, unknown>, more: Record<string, unknown> = {}): Schema {
  return { "x-event-name": "a:b", "x-version": 1, type: "object", properties: { ...ENVELOPE, ...properties }, ...more };
}

function changes(before: Schema | undefined, now: Schema | undefined) {
  const contracts = (schema: Schema | undefined) => new Map(schema ? [["a:b", schema]] : []);
  return contractChanges(contracts(before), contracts(now)).map(
    ({ field, breaking, sentence }) => `${breaking ? "BREAKING" : "ok"} ${field ?? "-"} ${sentence}`,
  );
}

/** What changes of one field, before and now; undefined where it is absent. */
const field = (before: unknown, now: unknown, required: { before?: boolean; now?: boolean } = {}) =>
  changes(
    contract(before === undefined ? {} : { x: before }, { required: required.before ? ["x"] : [] }),
    contract(now === undefined ? {} : { x: now }, { required: required.now ? ["x"] : [] }),
  );

const STRING = { type: "string" };
const INTEGER = { type: "integer" };
const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });

describe("what a change of a field means", () => {
  test.each<[string, unknown, unknown, { before?: boolean; now?: boolean }, string[]]>([
    ["nothing", STRING, STRING, {}, []],
    ["a new optional field", undefined, STRING, {}, ["ok x new (string), may be absent"]],
    [
      "a new required field",
      undefined,
      STRING,
      { now: true },
      ["BREAKING x new and required (string): events without it are rejected"],
    ],
    [
      "a field that is gone",
      STRING,
      undefined,
      {},
      ["BREAKING x is gone: its column stays, and what producers still send goes to unknown_fields"],
    ],
    [
      "a type that would change a column",
      INTEGER,
      { type: "number" },
      {},
      ["BREAKING x was bigint and would be double: a stored column keeps its type, and its table would stand still"],
    ],
    [
      "a text that becomes a time",
      STRING,
      { type: "string", format: "date-time" },
      {},
      ["BREAKING x was string and would be timestamp: a stored column keeps its type, and its table would stand still"],
    ],
    [
      "an array of other elements",
      { type: "array", items: STRING },
      { type: "array", items: INTEGER },
      {},
      [
        "BREAKING x was array of string and would be array of bigint: a stored column keeps its type, and its table would stand still",
      ],
    ],
    ["newly required", STRING, STRING, { now: true }, ["BREAKING x is required now: events without it are rejected"]],
    ["no longer required", STRING, STRING, { before: true }, ["ok x may be absent now"]],
    ["null is allowed", STRING, { type: ["string", "null"] }, {}, ["ok x may be null now"]],
    ["null is forbidden", { type: ["string", "null"] }, STRING, {}, ["BREAKING x may not be null any more"]],
    [
      "null in OpenAPI's spelling is the same null",
      { type: "string", nullable: true },
      { type: ["string", "null"] },
      {},
      [],
    ],
    ["a wider enum", { enum: ["a"] }, { enum: ["a", "b"] }, {}, ['ok x may be "b", too']],
    ["a narrower enum", { enum: ["a", "b"] }, { enum: ["b"] }, {}, ['BREAKING x may not be "a" any more']],
    [
      "another enum",
      { enum: ["a"] },
      { enum: ["b"] },
      {},
      ['BREAKING x may not be "a" any more', 'ok x may be "b", too'],
    ],
    ["an enum in another order", { enum: ["a", "b"] }, { enum: ["b", "a"] }, {}, []],
    ["values that are listed now", STRING, { type: "string", enum: ["a"] }, {}, ['BREAKING x may only be "a" now']],
    ["values that are free now", { type: "string", enum: ["a"] }, STRING, {}, ["ok x may have any value now"]],
    ["another constant", { const: 1 }, { const: 2 }, {}, ["BREAKING x may not be 1 any more", "ok x may be 2, too"]],
    [
      "a larger minimum",
      { type: "integer", minimum: 1 },
      { type: "integer", minimum: 2 },
      {},
      ["BREAKING x minimum 1 becomes 2: narrower"],
    ],
    [
      "a larger maximum",
      { type: "integer", maximum: 1 },
      { type: "integer", maximum: 2 },
      {},
      ["ok x maximum 1 becomes 2: wider"],
    ],
    ["a new length", STRING, { type: "string", maxLength: 9 }, {}, ["BREAKING x maxLength none becomes 9: narrower"]],
    [
      "a personal field that is gone",
      { type: "string", format: "email" },
      undefined,
      {},
      [
        "BREAKING x is gone: its column stays, and what producers still send goes to unknown_fields",
        "BREAKING x is personal, and its column would be shown to every reader of the table: keep the field in the contract, with deprecated: true",
      ],
    ],
    ["a length that is gone", { type: "string", minLength: 1 }, STRING, {}, ["ok x minLength 1 becomes none: wider"]],
    [
      "another pattern",
      { type: "string", pattern: "^a" },
      { type: "string", pattern: "^b" },
      {},
      ['BREAKING x pattern is "^b" now: what was right may not be'],
    ],
    ["a format that is gone", { type: "string", format: "uuid" }, STRING, {}, ["ok x format is gone: wider"]],
    [
      "a new member in an object",
      object({ a: STRING }),
      object({ a: STRING, b: INTEGER }),
      {},
      ["ok x.b new (bigint), may be absent"],
    ],
    [
      "a required member in the objects of an array",
      { type: "array", items: object({ a: STRING }) },
      { type: "array", items: object({ a: STRING }, { required: ["a"] }) },
      {},
      ["BREAKING x[].a is required now: events without it are rejected"],
    ],
    [
      "an object that is closed",
      object({ a: STRING }),
      object({ a: STRING }, { additionalProperties: false }),
      {},
      ["BREAKING x may have no other members any more"],
    ],
    [
      "another column",
      STRING,
      { type: "string", "x-column": "y" },
      {},
      ["BREAKING x has another column (its own name before, y now): the old one is no longer filled"],
    ],
    [
      "a person who is no longer named",
      { type: "string", "x-subject": true },
      STRING,
      {},
      [
        "BREAKING x does not name a person any more: erase no longer finds its events",
        "BREAKING x is internal instead of personal: readers without personal: true read it, too",
      ],
    ],
    [
      "a person who is named now",
      STRING,
      { type: "string", "x-subject": true },
      {},
      [
        "ok x names the person that the event is about now",
        "ok x is personal instead of internal: readers without personal: true no longer read it",
      ],
    ],
    [
      "a lowered classification",
      { type: "string", "x-classification": "personal" },
      { type: "string", "x-classification": "internal" },
      {},
      ["BREAKING x is internal instead of personal: readers without personal: true read it, too"],
    ],
    [
      "an exact number of other digits",
      { type: "number", "x-column-type": "decimal(12,2)" },
      { type: "number", "x-column-type": "decimal(14,2)" },
      {},
      [
        "BREAKING x was decimal(12,2) and would be decimal(14,2): a stored column keeps its type, and its table would stand still",
      ],
    ],
    [
      "an exact number that is sent in another type",
      { type: "number", "x-column-type": "decimal(12,2)" },
      { type: "string", "x-column-type": "decimal(12,2)" },
      {},
      ["BREAKING x may not be sent as a number any more", "ok x may be sent as a string, too"],
    ],
    ["another description", STRING, { type: "string", description: "y" }, {}, ["ok x is described in other words"]],
    [
      "one more alternative",
      { anyOf: [STRING, INTEGER] },
      { anyOf: [STRING, INTEGER, { type: "boolean" }] },
      {},
      ["ok x may have 1 more shape"],
    ],
    [
      "an alternative less",
      { oneOf: [STRING, INTEGER, { type: "boolean" }] },
      { oneOf: [STRING, INTEGER] },
      {},
      ["BREAKING x 1 of its shapes is gone or other"],
    ],
    [
      "shapes that nobody can compare",
      { type: "array", prefixItems: [STRING] },
      { type: "array", prefixItems: [INTEGER] },
      {},
      ["BREAKING x has shapes that cannot be compared: see for yourself, and accept it"],
    ],
  ])("%s", (_, before, now, required, expected) => {
    expect(field(before, now, required)).toEqual(expected);
  });

  test("a definition that is referenced instead of written out is the same", () => {
    const inline = contract({ x: object({ a: INTEGER }) });
    const referenced = contract({ x: { $ref: "#/$defs/x" } }, { $defs: { x: object({ a: INTEGER }) } });

    expect(changes(inline, referenced)).toEqual([]);
  });

  test("a change in what is referenced is a change of the field", () => {
    const before = contract({ x: { $ref: "#/$defs/x" } }, { $defs: { x: { anyOf: [STRING, INTEGER] } } });
    const now = contract({ x: { $ref: "#/$defs/x" } }, { $defs: { x: { anyOf: [INTEGER, { type: "boolean" }] } } });

    expect(changes(before, now)).toEqual(["BREAKING x 1 of its shapes is gone or other"]);
  });
});

test("a new contract is a table, and one that is gone destroys it", () => {
  expect(changes(undefined, contract({}))).toEqual(["ok - new event: table a_b_event, 2 fields"]);
  expect(changes(contract({}), undefined)).toEqual([
    "BREAKING - the contract is gone: Terraform destroys the table a_b_event, and what arrives goes to uncontracted_event",
  ]);
});

test("the version of a contract grows with each change, and never falls", () => {
  const mistake = (before: object, now: object) =>
    versionMistake({ ...contract({}), ...before }, { ...contract({}), ...now });

  expect(mistake({}, {})).toBeUndefined();
  expect(mistake({}, { "x-version": 2 })).toBeUndefined();
  expect(mistake({}, { title: "New", "x-version": 2 })).toBeUndefined();
  expect(mistake({}, { title: "New" })).toBe("x-version is still 1, and the contract has changed: write 2");
  expect(mistake({ "x-version": 3 }, { "x-version": 2 })).toBe("x-version goes from 3 back to 2; a version only grows");
});
