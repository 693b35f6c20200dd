import { z } from "zod";
import { ENVELOPE_FIELDS, RAW_COLUMNS, ROUTING_FIELDS } from "../lambda-src/interface";

/** Whether every event has the field: then each contract declares and requires it. */
export function isEnvelopeField(name: string): boolean {
  return ENVELOPE_FIELDS.some((field) => field === name);
}

/** What to do about a contract that breaks a rule of its own. */
export const CONTRACT_FIX = "Correct the contract; docs/event-contracts.md shows a whole one";

const EVENT_NAME = /^[a-z][a-z0-9_]*(:[a-z][a-z0-9_]*)*$/;
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Columns that the platform adds: a field with one of these names would be the same column twice. */
const PLATFORM_COLUMNS: ReadonlySet<string> = new Set(
  [...RAW_COLUMNS.map((column) => column.name), ...Object.values(ROUTING_FIELDS)].filter(
    (name) => !isEnvelopeField(name),
  ),
);

const jsonType = z.enum(["string", "integer", "number", "boolean", "array", "object", "null"], {
  error: "it must be string, integer, number, boolean, array, object or null",
});

const text = (what: string) =>
  z
    .string({ error: `${what} must be a text` })
    .refine((value) => value.trim() !== "", { error: `${what} must not be empty` });

const field = z.looseObject(
  {
    type: z.union([jsonType, z.array(jsonType).min(1)], { error: "a field needs its JSON type, or a list of them" }),
    description: text("the description of a field"),
    "x-subject": z
      .boolean({ error: "it must be true when the field's value names the person the event is about, or absent" })
      .optional(),
  },
  { error: "a field must be an object with type and description" },
);

/** Keys of a contract. Keys that begin with `x-` are free; any other unknown key is taken for a spelling mistake. */
const KEYS: ReadonlySet<string> = new Set([
  ...["$schema", "$id", "$comment", "$defs", "title", "description", "type", "properties", "required", "examples"],
  "additionalProperties",
]);

/** The JSON of one contract file. Only what the platform reads is checked: it is no validator of JSON Schema. */
export const contractSchema = z
  .looseObject(
    {
      $schema: z.literal("https://json-schema.org/draft/2020-12/schema", {
        error: "it must be the draft 2020-12, https://json-schema.org/draft/2020-12/schema",
      }),
      $id: text("$id"),
      title: text("the title"),
      description: text("the description"),
      "x-event-name": z
        .string({ error: "the event name must be a text" })
        .regex(EVENT_NAME, { error: `an event name must match ${EVENT_NAME.source}` }),
      "x-version": z
        .int({ error: "the version must be a positive integer" })
        .positive({ error: "the version must be a positive integer" }),
      type: z.literal("object", { error: 'an event is an object, so the type must be "object"' }),
      properties: z.record(z.string(), field, { error: "the properties must be an object with one schema per field" }),
      required: z.array(z.string(), { error: "it must be the list of required fields" }),
      additionalProperties: z.literal(true, { error: "it must be true: a producer may add a field at any time" }),
    },
    { error: "a contract must be a JSON object" },
  )
  .check(({ value: contract, issues }) => {
    const report = (path: string[], input: unknown, message: string) => {
      issues.push({ code: "custom", path, input, message });
    };
    for (const key of Object.keys(contract)) {
      if (!KEYS.has(key) && !key.startsWith("x-")) {
        report([key], contract[key], `this key is not known; known are ${[...KEYS].join(", ")} and x-*`);
      }
    }
    for (const name of ENVELOPE_FIELDS) {
      if (!Object.hasOwn(contract.properties, name)) {
        report(["properties", name], undefined, "every contract declares the envelope field");
      } else if (!contract.required.includes(name)) {
        report(["required"], contract.required, `${name} must be in it: every event has this field`);
      }
    }
    const constant = contract.properties["event_name"]?.["const"];
    if (constant !== contract["x-event-name"]) {
      report(["properties", "event_name", "const"], constant, `it must be x-event-name, ${contract["x-event-name"]}`);
    }
    const required = contract.required.find((name) => !Object.hasOwn(contract.properties, name));
    if (required !== undefined) {
      report(["required"], contract.required, `${required} is not in properties`);
    }
    const seen = new Set<string>();
    for (const name of Object.keys(contract.properties)) {
      const column = name.toLowerCase();
      if (!FIELD_NAME.test(name)) {
        report(["properties"], name, `a field becomes a column, so its name must match ${FIELD_NAME.source}`);
      } else if (PLATFORM_COLUMNS.has(column)) {
        report(["properties"], name, "the platform adds a column with this name itself");
      } else if (seen.has(column)) {
        report(["properties"], name, "another field has this name, and columns do not tell capitals apart");
      } else if (contract.properties[name]?.["x-subject"] === true && !canNameSubject(contract.properties[name].type)) {
        report(["properties", name, "x-subject"], true, "only a string or an integer can name the subject");
      } else if (contract.properties[name]?.["x-subject"] === true && isEnvelopeField(name)) {
        report(["properties", name, "x-subject"], true, "an envelope field names the event and not its subject");
      }
      seen.add(column);
    }
  });

function canNameSubject(type: string | readonly string[]): boolean {
  const types = [type].flat().filter((one) => one !== "null");
  return types.length === 1 && (types[0] === "string" || types[0] === "integer");
}

/** A contract file whose keys were checked. */
export type ContractSchema = z.infer<typeof contractSchema>;
