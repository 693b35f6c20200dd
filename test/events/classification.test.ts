import { classificationOf } from "../../events/classification";
import { readContractSchema } from "../../events/contract-schema";

const personal = { type: "string", "x-classification": "personal" };

test.each<[string, object, string]>([
  ["a field that says nothing is internal", { type: "string" }, "internal"],
  ["a field is what it says", { type: "string", "x-classification": "public" }, "public"],
  ["the person's name is personal", { type: "string", "x-subject": true }, "personal"],
  ["an e-mail address is personal", { type: "string", format: "email" }, "personal"],
  [
    "an IP address that somebody has looked at is what they say",
    { format: "ipv4", "x-classification": "internal" },
    "internal",
  ],
  [
    "an object is as its highest member",
    { properties: { a: { "x-classification": "public" }, b: personal } },
    "personal",
  ],
  [
    "a member of an object deep inside counts",
    { properties: { a: { properties: { b: { items: personal } } } } },
    "personal",
  ],
  [
    "members have the classification of their object",
    { "x-classification": "public", properties: { a: {} } },
    "public",
  ],
  [
    "what is looked at as a whole covers formats inside",
    { "x-classification": "internal", items: { format: "email" } },
    "internal",
  ],
  [
    "a personal member is not covered by its object",
    { "x-classification": "public", properties: { a: personal } },
    "personal",
  ],
  ["alternatives count", { anyOf: [{ type: "null" }, personal] }, "personal"],
  ["values of a map count", { type: "object", additionalProperties: personal }, "personal"],
  ["a reference counts", { $ref: "#/$defs/buyer" }, "personal"],
  ["a reference that leads to itself ends", { $ref: "#/$defs/tree" }, "internal"],
])("%s", (_title, field, classification) => {
  const root = {
    $defs: {
      buyer: { properties: { id: { "x-subject": true } } },
      tree: { items: { $ref: "#/$defs/tree" } },
    },
  };

  expect(classificationOf(field, root)).toBe(classification);
});

/** Rules that a contract with this field breaks. */
function mistakes(field: object, further: object = {}): string[] {
  const read = readContractSchema({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:x",
    title: "X",
    description: "X",
    "x-event-name": "x",
    "x-version": 1,
    type: "object",
    properties: {
      event_uuid: { type: "string", description: "Id" },
      event_name: { type: "string", description: "Name", const: "x" },
      created_at: { type: "number", description: "Time" },
      field: { type: "string", description: "Field", ...field },
    },
    required: ["event_uuid", "event_name", "created_at"],
    additionalProperties: true,
    ...further,
  });
  return "issues" in read ? read.issues.map(({ path, rule }) => `${path.join(".")}: ${rule}`) : [];
}

test.each<[string, object, object, string]>([
  [
    "a classification that does not exist",
    { type: "object", properties: { a: { type: "string", "x-classification": "secret" } } },
    {},
    "properties.field.properties.a.x-classification: a classification is one of public, internal, personal",
  ],
  [
    "a misspelt one",
    { "x-clasification": "personal" },
    {},
    "properties.field.x-clasification: this key is not known; x-classification is",
  ],
  [
    "a person's name that is not personal",
    { "x-subject": true, "x-classification": "internal" },
    {},
    'properties.field.x-classification: what names the person is personal: write "personal", or leave it out',
  ],
  [
    "one of the whole event",
    {},
    { "x-classification": "personal" },
    "x-classification: a classification is of a field",
  ],
  ["an owner without a name", {}, { "x-owner": " " }, "x-owner: the owner must not be empty"],
])("%s is refused", (_title, field, further, mistake) => {
  expect(mistakes(field, further)).toEqual([mistake]);
});

test("an envelope field has no classification: every reader of the table reads it", () => {
  const properties = {
    event_uuid: { type: "string", description: "Id", "x-classification": "personal" },
    event_name: { type: "string", description: "Name", const: "x" },
    created_at: { type: "number", description: "Time" },
  };

  expect(mistakes({}, { properties })).toEqual([
    "properties.event_uuid.x-classification: an envelope field names the event, and every reader of its table reads it",
  ]);
});
