import { z } from "zod";
import { ENVELOPE_FIELDS, RAW_COLUMNS, ROUTING_FIELDS, UNKNOWN_FIELDS_COLUMN } from "../lambda-src/interface";
import { classificationIssues } from "./classification";
import { isSchema, referenced, resolveSchema, type Schema } from "./resolved-schema";
import { checkSchema, type SchemaIssue, unknownKey } from "./schema-check";
import { subjectIssues } from "./subject-fields";

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
  [...RAW_COLUMNS.map((column) => column.name), ...Object.values(ROUTING_FIELDS), UNKNOWN_FIELDS_COLUMN].filter(
    (name) => !isEnvelopeField(name),
  ),
);

const text = (what: string) =>
  z
    .string({ error: `${what} must be a text` })
    .refine((value) => value.trim() !== "", { error: `${what} must not be empty` });

/** Keys of a contract. Keys that begin with `x-` are free; any other unknown key is taken for a spelling mistake. */
const KEYS: ReadonlySet<string> = new Set([
  ...["$schema", "$id", "$comment", "$defs", "title", "description", "type", "properties", "required", "examples"],
  "additionalProperties",
]);

/** The JSON of one contract file. */
const contractSchema = z.looseObject(
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
    "x-owner": text("the owner").optional(),
    type: z.literal("object", { error: 'an event is an object, so the type must be "object"' }),
    properties: z.record(z.string(), z.unknown(), {
      error: "the properties must be an object with one schema per field",
    }),
    required: z.array(z.string(), { error: "it must be the list of required fields" }),
    additionalProperties: z.literal(true, { error: "it must be true: a producer may add a field at any time" }),
  },
  { error: "a contract must be a JSON object" },
);

/** A contract file whose keys were checked. */
export type ContractSchema = z.infer<typeof contractSchema>;

/** The schema in a contract file, or all that is wrong with it. */
export function readContractSchema(
  json: unknown,
): { readonly schema: ContractSchema } | { readonly issues: readonly SchemaIssue[] } {
  const result = contractSchema.safeParse(json, { reportInput: true });
  const issues: SchemaIssue[] = (result.error?.issues ?? []).map(({ path, input, message }) => ({
    path: path.map(String),
    value: input,
    rule: message,
  }));
  if (isSchema(json)) issues.push(...contractIssues(json));
  // What was read, and not zod's copy of it, in which a field named __proto__ is missing.
  return result.success && issues.length === 0 ? { schema: json as ContractSchema } : { issues };
}

function contractIssues(contract: Schema): SchemaIssue[] {
  const properties = isSchema(contract["properties"]) ? contract["properties"] : {};
  const required: unknown[] = Array.isArray(contract["required"]) ? contract["required"] : [];
  const issues = Object.keys(contract).flatMap((key): SchemaIssue[] => {
    const rule = KEYS.has(key) ? undefined : unknownKey(key, [...KEYS]);
    return rule === undefined ? [] : [{ path: [key], value: contract[key], rule }];
  });
  issues.push(...Object.entries(properties).flatMap(([name, field]) => fieldIssues(name, field, contract)));
  issues.push(...checkSchema({ $defs: contract["$defs"] ?? {} }, [], contract));
  issues.push(...classificationIssues({ properties, $defs: contract["$defs"] }, []));
  if (contract["x-classification"] !== undefined) {
    const rule = "a classification is of a field";
    issues.push({ path: ["x-classification"], value: contract["x-classification"], rule });
  }
  for (const name of ENVELOPE_FIELDS) {
    if (!Object.hasOwn(properties, name)) {
      issues.push({ path: ["properties", name], value: undefined, rule: "every contract declares the envelope field" });
    } else if (!required.includes(name)) {
      issues.push({ path: ["required"], value: required, rule: `${name} must be in it: every event has this field` });
    }
  }
  const { event_name: eventName } = properties;
  const constant = isSchema(eventName) ? eventName["const"] : undefined;
  if (constant !== contract["x-event-name"]) {
    const rule = `it must be x-event-name, ${String(contract["x-event-name"])}`;
    issues.push({ path: ["properties", "event_name", "const"], value: constant, rule });
  }
  for (const name of required.map(String).filter((name) => !Object.hasOwn(properties, name))) {
    issues.push({ path: ["required"], value: required, rule: `${name} is not in properties` });
  }
  return [...issues, ...columnIssues(properties)];
}

/** Where a field's type may stand instead of in `type`. */
const TYPED_BY = ["type", "$ref", "enum", "const", "anyOf", "oneOf", "allOf"];

function fieldIssues(name: string, field: unknown, contract: Schema): SchemaIssue[] {
  const path = ["properties", name];
  if (!isSchema(field)) return [{ path, value: field, rule: "a field must be an object with type and description" }];
  const issues = checkSchema(field, path, contract);
  if (!TYPED_BY.some((keyword) => Object.hasOwn(field, keyword))) {
    issues.push({ path: [...path, "type"], value: undefined, rule: "a field needs its JSON type, or a list of them" });
  }
  if (fieldDescription(name, field, contract).trim() === "") {
    const rule = "the description of a field must be a text that is not empty";
    issues.push({ path: [...path, "description"], value: field["description"], rule });
  }
  const { types, nullable } = resolveSchema(field, contract);
  const expected = isEnvelopeField(name) ? ENVELOPE_TYPES[name] : undefined;
  const isExpected = types.length > 0 && types.every((type) => expected?.includes(type)) && !nullable;
  if (expected !== undefined && !isExpected) {
    const rule = `every event has ${name} as ${expected.join(" or ")}, and never as null`;
    issues.push({ path: [...path, "type"], value: field["type"], rule });
  }
  if (isEnvelopeField(name) && field["x-classification"] !== undefined) {
    const rule = "an envelope field names the event, and every reader of its table reads it";
    issues.push({ path: [...path, "x-classification"], value: field["x-classification"], rule });
  }
  const columnType = field["x-column-type"];
  if (columnType !== undefined && isEnvelopeField(name)) {
    issues.push({
      path: [...path, "x-column-type"],
      value: columnType,
      rule: "an envelope field has a type of its own",
    });
  }
  return [...issues, ...subjectIssues(name, field, contract)];
}

/** Types that the deduplicator takes. */
const ENVELOPE_TYPES: Readonly<Record<string, readonly string[]>> = {
  event_uuid: ["string"],
  event_name: ["string"],
  created_at: ["number", "integer"],
};

/** The description of a field; of one that refers to another schema, that one's will do, or its name. */
export function fieldDescription(name: string, field: Schema, root: Schema): string {
  if (Object.hasOwn(field, "description") || typeof field["$ref"] !== "string") return textOf(field["description"]);
  return textOf(referenced(field["$ref"], root)?.["description"]) || name;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function columnIssues(properties: Schema): SchemaIssue[] {
  const issues: SchemaIssue[] = [];
  const seen = new Set<string>();
  for (const [name, field] of Object.entries(properties)) {
    const given = isSchema(field) ? field["x-column"] : undefined;
    const column = columnName(name, field);
    const [path, value] = given === undefined ? [["properties"], name] : [["properties", name, "x-column"], given];
    const fix = `write "x-column" with another name, such as "${suggestedColumn(name)}"`;
    if (given !== undefined && isEnvelopeField(name)) {
      issues.push({ path, value, rule: "an envelope field has a column of its own" });
    } else if (given !== undefined && (typeof given !== "string" || !FIELD_NAME.test(given))) {
      issues.push({ path, value, rule: `a column's name must match ${FIELD_NAME.source}` });
    } else if (!FIELD_NAME.test(column)) {
      const rule = `a field becomes a column, so its name must match ${FIELD_NAME.source}; ${fix}`;
      issues.push({ path, value, rule });
    } else if (PLATFORM_COLUMNS.has(column.toLowerCase())) {
      issues.push({ path, value, rule: `the platform adds a column with this name itself; ${fix}` });
    } else if (seen.has(column.toLowerCase())) {
      issues.push({ path, value, rule: "another field has this name, and columns do not tell capitals apart" });
    }
    seen.add(column.toLowerCase());
  }
  return issues;
}

/** The column of a field: its name, or its `x-column`. */
export function columnName(name: string, field: unknown): string {
  const given = isSchema(field) ? field["x-column"] : undefined;
  return typeof given === "string" ? given : name;
}

function suggestedColumn(name: string): string {
  const column = name.replaceAll(/[^A-Za-z0-9_]+/g, "_").replace(/^_+(?=.)/, "");
  return PLATFORM_COLUMNS.has(column.toLowerCase()) || !FIELD_NAME.test(column) ? `own_${column}` : column;
}
