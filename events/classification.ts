import { isSchema, referenced, type Schema } from "./resolved-schema";
import type { SchemaIssue } from "./schema-check";

/** Who may read a field, from everybody to those alone who may see personal data. */
export const CLASSIFICATIONS = ["public", "internal", "personal"] as const;

export type Classification = (typeof CLASSIFICATIONS)[number];

/** What a value of these formats says of a person or of a person's device, nobody has to mark. */
const PERSONAL_FORMATS: readonly unknown[] = ["email", "idn-email", "ipv4", "ipv6"];

const isClassification = (value: unknown): value is Classification => CLASSIFICATIONS.some((one) => one === value);

/** Keywords whose schemas are about the value itself or about what lies in it. */
const ONE = ["items", "contains", "if", "then", "else", "additionalProperties", "unevaluatedProperties"];
const INNER = [...ONE, "unevaluatedItems"];
const LISTS = ["allOf", "anyOf", "oneOf", "prefixItems"];
const BY_NAME = ["properties", "patternProperties", "dependentSchemas"];

/**
 * The classification of a field's column: the highest of the field and of all that lies in it, references followed.
 * What is not marked with `x-classification` has that of what it lies in; the person's name (`x-subject`), an e-mail address
 * and an IP address are personal, and everything else is internal.
 *
 * @param root the file's whole schema, which references point into
 */
export function classificationOf(field: unknown, root: Schema): Classification {
  return highest(field, root, undefined, new Map());
}

/** What was looked at, and what was said around it: definitions that hold each other are met on very many ways. */
type Seen = Map<unknown, Set<Classification | undefined>>;

function highest(schema: unknown, root: Schema, around: Classification | undefined, seen: Seen): Classification {
  const before = seen.get(schema) ?? new Set();
  if (!isSchema(schema) || before.has(around)) return around ?? "internal";
  seen.set(schema, before.add(around));
  const given = schema["x-classification"];
  const stated = isClassification(given) ? given : schema["x-subject"] === true ? "personal" : around;
  const own = stated ?? (PERSONAL_FORMATS.includes(schema["format"]) ? "personal" : "internal");
  const inner = innerSchemas(schema, root).map((one) => highest(one, root, stated, seen));
  return [own, ...inner].reduce((one, other) => (isHigher(other, one) ? other : one));
}

function innerSchemas(schema: Schema, root: Schema): readonly unknown[] {
  const { $ref } = schema;
  return [
    ...(typeof $ref === "string" ? [referenced($ref, root)] : []),
    ...INNER.map((key) => schema[key]),
    ...LISTS.flatMap((key) => (Array.isArray(schema[key]) ? (schema[key] as unknown[]) : [])),
    ...BY_NAME.flatMap((key) => (isSchema(schema[key]) ? Object.values(schema[key]) : [])),
  ].filter(isSchema);
}

function isHigher(one: Classification, other: Classification): boolean {
  return CLASSIFICATIONS.indexOf(one) > CLASSIFICATIONS.indexOf(other);
}

/** What is wrong with the classifications of a schema and of all that lies in it. */
export function classificationIssues(schema: unknown, path: readonly string[]): SchemaIssue[] {
  if (Array.isArray(schema)) {
    return schema.flatMap((inner, index) => classificationIssues(inner, [...path, String(index)]));
  }
  if (!isSchema(schema)) return [];
  const value = schema["x-classification"];
  const issue = (rule: string): SchemaIssue => ({ path: [...path, "x-classification"], value, rule });
  const issues: SchemaIssue[] = [];
  if (value !== undefined && !isClassification(value)) {
    issues.push(issue(`a classification is one of ${CLASSIFICATIONS.join(", ")}`));
  } else if (value !== undefined && value !== "personal" && schema["x-subject"] === true) {
    issues.push(issue('what names the person is personal: write "personal", or leave it out'));
  }
  for (const key of [...INNER, ...LISTS]) issues.push(...classificationIssues(schema[key], [...path, key]));
  for (const key of [...BY_NAME, "$defs"]) {
    const byName = isSchema(schema[key]) ? Object.entries(schema[key]) : [];
    issues.push(...byName.flatMap(([name, inner]) => classificationIssues(inner, [...path, key, name])));
  }
  return issues;
}
