import { closest, distance } from "fastest-levenshtein";
import { MAX_PRECISION, readDecimal } from "./column-type";
import { isSchema, referenced, resolveSchema, type Schema, typeOfValue } from "./resolved-schema";

/** One mistake: where, what was there, and the rule. */
export interface SchemaIssue {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly rule: string;
}

const TYPES = ["string", "integer", "number", "boolean", "array", "object", "null"];

/** @see https://json-schema.org/draft/2020-12/json-schema-validation#name-defined-formats */
const FORMATS = [
  ...["date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6"],
  ...["uri", "uri-reference", "iri", "iri-reference", "uuid", "uri-template", "json-pointer"],
  ...["relative-json-pointer", "regex"],
];

type Check = (value: unknown) => string | undefined;

const isText: Check = (value) => (typeof value === "string" ? undefined : "it must be a text");
const isNumber: Check = (value) => (typeof value === "number" ? undefined : "it must be a number");
const isCount: Check = (value) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 ? undefined : "it must be 0 or a whole number";
const isFlag: Check = (value) => (typeof value === "boolean" ? undefined : "it must be true or false");
const isList: Check = (value) => (Array.isArray(value) ? undefined : "it must be a list");
const isAnything: Check = () => undefined;
const isListOf = (known: readonly string[], values: readonly unknown[]) =>
  values.length > 0 && values.every((one) => known.includes(String(one))) && new Set(values).size === values.length;

/** Keywords of the draft 2020-12 that hold no schema, and OpenAPI's `nullable`. */
const KEYWORDS: Readonly<Record<string, Check>> = {
  ...{ $comment: isText, title: isText, description: isText, default: isAnything, examples: isList },
  ...{ deprecated: isFlag, readOnly: isFlag, writeOnly: isFlag, nullable: isFlag, uniqueItems: isFlag },
  ...{ minimum: isNumber, maximum: isNumber, exclusiveMinimum: isNumber, exclusiveMaximum: isNumber },
  ...{ minLength: isCount, maxLength: isCount, minItems: isCount, maxItems: isCount, minContains: isCount },
  ...{ maxContains: isCount, minProperties: isCount, maxProperties: isCount, const: isAnything },
  ...{ contentEncoding: isText, contentMediaType: isText, dependentRequired: isAnything },
  multipleOf: (value) => (typeof value === "number" && value > 0 ? undefined : "it must be a number above 0"),
  type: (value) =>
    isListOf(TYPES, [value].flat())
      ? undefined
      : `a type is one of ${TYPES.join(", ")}, or a list of them, each once${decimalHint(value)}`,
  enum: (value) => (Array.isArray(value) && value.length > 0 ? undefined : "it must be a list of at least one value"),
  format: (value) =>
    FORMATS.includes(String(value)) ? undefined : `a format is one of ${FORMATS.join(", ")}${decimalHint(value)}`,
  pattern: (value) => (isPattern(value) ? undefined : "it must be a regular expression"),
  required: (value) =>
    Array.isArray(value) && value.every((name) => typeof name === "string")
      ? undefined
      : "it must be the list of required members",
};

/** Keywords that hold a schema, a list of them, or schemas by name. */
const SCHEMA = ["items", "contains", "not", "if", "then", "else", "additionalProperties", "propertyNames"];
const INNER_SCHEMA = [...SCHEMA, "unevaluatedProperties", "unevaluatedItems", "contentSchema"];
const SCHEMA_LISTS = ["allOf", "anyOf", "oneOf", "prefixItems"];
const SCHEMAS_BY_NAME = ["properties", "patternProperties", "$defs", "dependentSchemas"];

const KNOWN = [...Object.keys(KEYWORDS), "$ref", ...INNER_SCHEMA, ...SCHEMA_LISTS, ...SCHEMAS_BY_NAME];

/** Keys of the platform's own. */
const OWN_KEYS = ["x-event-name", "x-version", "x-owner", "x-subject", "x-classification", "x-column", "x-column-type"];

/** As many letters may be wrong for a name to be taken for a misspelt one. */
const MISSPELT = 2;

/**
 * Checks a schema and all that lie in it, as strictly at every depth: unknown keywords, types and formats, patterns that
 * are none, `required` members that no property has, references that lead nowhere. A misspelt keyword would be ignored by
 * every validator, and the column would silently be another. Keys that begin with `x-` are free,
 * but for those that are nearly one of the platform's.
 *
 * @param path of the schema in its file
 * @param root the file's whole schema, which references point into
 */
export function checkSchema(schema: unknown, path: readonly string[], root: Schema): SchemaIssue[] {
  return check(schema, path, root, false);
}

/** @param isPart whether it is joined with others, which may have the members that it requires */
function check(schema: unknown, path: readonly string[], root: Schema, isPart: boolean): SchemaIssue[] {
  if (typeof schema === "boolean") return [];
  if (!isSchema(schema)) return [{ path, value: schema, rule: "a schema must be an object" }];
  const issues: SchemaIssue[] = [];
  for (const [name, value] of Object.entries(schema)) {
    const place = [...path, name];
    if (Object.hasOwn(KEYWORDS, name)) {
      const rule = KEYWORDS[name]?.(value);
      if (rule !== undefined) issues.push({ path: place, value, rule });
    } else if (name === "$ref") {
      if (typeof value !== "string" || referenced(value, root) === undefined) {
        issues.push({ path: place, value, rule: "a reference must point into this file, such as #/$defs/money" });
      }
    } else if (name === "x-column" && path.length !== 2) {
      const rule = "only a field of the event itself has a column to name; an object with such a member is JSON text";
      issues.push({ path: place, value, rule });
    } else if (name === "x-column-type") {
      const rule = wrongColumnType(value, resolveSchema(schema, root).types);
      if (rule !== undefined) issues.push({ path: place, value, rule });
    } else if (INNER_SCHEMA.includes(name)) {
      issues.push(...check(value, place, root, false));
    } else if (SCHEMA_LISTS.includes(name)) {
      if (!Array.isArray(value) || value.length === 0) {
        issues.push({ path: place, value, rule: "it must be a list of at least one schema" });
      } else {
        const isJoined = name !== "prefixItems";
        issues.push(...value.flatMap((inner, index) => check(inner, [...place, String(index)], root, isJoined)));
      }
    } else if (SCHEMAS_BY_NAME.includes(name)) {
      if (isSchema(value)) {
        issues.push(...Object.entries(value).flatMap(([key, inner]) => check(inner, [...place, key], root, false)));
        for (const key of name === "patternProperties" ? Object.keys(value).filter((one) => !isPattern(one)) : []) {
          issues.push({ path: place, value: key, rule: "each name in it must be a regular expression" });
        }
      } else {
        issues.push({ path: place, value, rule: "it must be an object with one schema per name" });
      }
    } else {
      const rule = unknownKey(name, KNOWN);
      if (rule !== undefined) issues.push({ path: place, value, rule });
    }
  }
  return [...issues, ...contradictions(schema, path), ...(isPart ? [] : missingMembers(schema, path, root))];
}

/** Why a key that is none of the known ones is wrong; undefined for another tool's own, which begins with `x-`. */
export function unknownKey(name: string, known: readonly string[]): string | undefined {
  if (OWN_KEYS.includes(name)) return undefined;
  const meant = closest(name, [...known, ...OWN_KEYS]);
  if (distance(name, meant) <= MISSPELT) return `this key is not known; ${meant} is`;
  return name.startsWith("x-") ? undefined : `this key is not known; known are ${known.join(", ")} and x-*`;
}

/** What to write instead of what other schemas call a decimal. */
function decimalHint(value: unknown): string {
  const isMeant = String(value).startsWith("decimal");
  return isMeant ? '; an exact number has "x-column-type": "decimal(12,2)" beside its type' : "";
}

function wrongColumnType(value: unknown, types: readonly string[]): string | undefined {
  if (readDecimal(value) === undefined) {
    return `it must be decimal(p,s): p digits, up to ${MAX_PRECISION}, s of them behind the point, such as decimal(12,2)`;
  }
  const isSent = types.length > 0 && types.every((type) => ["number", "integer", "string"].includes(type));
  return isSent
    ? undefined
    : "a decimal is sent as a number or a string, so the field's type must be one of them, or both";
}

/** Where members are listed, a required one that is none of them is a spelling mistake; parts are joined before. */
function missingMembers(schema: Schema, path: readonly string[], root: Schema): SchemaIssue[] {
  const has = (name: string) => Object.hasOwn(schema, name);
  // A reference alone requires nothing that is not checked where it leads.
  const isJoined = SCHEMA_LISTS.some(has) || (has("$ref") && ["properties", "required", "dependentRequired"].some(has));
  const { properties, required, dependentRequired }: Schema = isJoined ? resolveSchema(schema, root) : schema;
  if (!isSchema(properties)) return [];
  const place = (keyword: string) => [...path, Object.hasOwn(schema, keyword) ? keyword : "allOf"];
  const missing = (keyword: string, names: unknown) =>
    (Array.isArray(names) ? (names as readonly unknown[]) : [])
      .filter((name) => typeof name === "string" && !Object.hasOwn(properties, name))
      .map((name) => ({ path: place(keyword), value: names, rule: `${String(name)} is not in properties` }));
  const dependent = isSchema(dependentRequired) ? Object.entries(dependentRequired) : [];
  return [
    ...missing("required", required),
    ...dependent.flatMap(([name, others]) => missing("dependentRequired", [name, others].flat())),
  ];
}

const LIMITS = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
  ["minProperties", "maxProperties"],
] as const;

/** What no value can be. */
function contradictions(schema: Schema, path: readonly string[]): SchemaIssue[] {
  const issues: SchemaIssue[] = [];
  for (const [least, most] of LIMITS) {
    const [from, to] = [schema[least], schema[most]];
    if (typeof from === "number" && typeof to === "number" && from > to) {
      issues.push({ path: [...path, least], value: from, rule: `it must not be above ${most}, ${to}` });
    }
  }
  const types = [schema["type"]].flat();
  if (!isListOf(TYPES, types)) return issues;
  for (const keyword of ["enum", "const"].filter((key) => Object.hasOwn(schema, key))) {
    const values = keyword === "enum" ? [schema["enum"]].flat() : [schema["const"]];
    const wrong = values.find((value) => value !== null && !types.some((type) => isOf(type, value)));
    if (wrong === undefined) continue;
    const rule = `${JSON.stringify(wrong)} is not of the type ${types.join(" or ")}`;
    issues.push({ path: [...path, keyword], value: schema[keyword], rule });
  }
  return issues;
}

function isOf(type: unknown, value: unknown): boolean {
  const found = typeOfValue(value);
  return type === found || (type === "number" && found === "integer");
}

/** By the rules of Unicode, which the draft asks for, or by the older ones, which most producers' tools still take. */
function isPattern(value: unknown): boolean {
  return typeof value === "string" && ["u", ""].some((flags) => compiles(value, flags));
}

function compiles(pattern: string, flags: string): boolean {
  try {
    new RegExp(pattern, flags);
    return true;
  } catch {
    return false;
  }
}
