import { ENVELOPE_FIELDS } from "../lambda-src/interface";
import { isSchema, referenced, type ResolvedSchema, resolveSchema, type Schema } from "./resolved-schema";
import type { SchemaIssue } from "./schema-check";

/** What `erase` can follow from one member to the next. */
const STEP = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Fields whose value names the person, each by the names on its way, such as `buyer.user_uuid`; references are followed. */
export function subjectPaths(contract: Schema): string[] {
  return Object.entries(isSchema(contract["properties"]) ? contract["properties"] : {}).flatMap(([name, field]) =>
    pathsIn(resolveSchema(field, contract), [name]).map((path) => path.join(".")),
  );
}

/** Where a person is named, a person must be found again: in a text or an integer that every event has at one place. */
export function subjectIssues(name: string, field: Schema, root: Schema): SchemaIssue[] {
  const resolved = resolveSchema(field, root);
  const issues = memberIssues(resolved, ["properties", name]);
  if (issues.length === 0 && isMarked(field, root) && pathsIn(resolved, [name]).length === 0) {
    const rule = "a person inside of alternatives, a map or a tuple could not be erased; name the person beside it";
    issues.push({ path: ["properties", name], value: "x-subject", rule });
  }
  return issues;
}

function pathsIn(schema: ResolvedSchema, way: readonly string[]): (readonly string[])[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, member]) => pathsIn(member, [...way, name]));
  return schema["x-subject"] === true ? [way, ...inner] : inner;
}

function memberIssues(schema: ResolvedSchema, path: readonly string[]): SchemaIssue[] {
  const { types, "x-subject": mark, "x-column-type": columnType } = schema;
  const place = [...path, "x-subject"];
  const issues: SchemaIssue[] = [];
  if (mark !== undefined && typeof mark !== "boolean") {
    const rule = "it must be true when the field's value names the person the event is about, or absent";
    issues.push({ path: place, value: mark, rule });
  } else if (mark === true) {
    if (path.length === 2 && ENVELOPE_FIELDS.some((name) => name === path[1])) {
      issues.push({ path: place, value: mark, rule: "an envelope field names the event and not its subject" });
    } else if (types.length !== 1 || !["string", "integer"].includes(String(types)) || columnType !== undefined) {
      issues.push({ path: place, value: mark, rule: "only a string or an integer can name the subject" });
    } else if (path.length > 2 && path.some((part, index) => index % 2 === 1 && !STEP.test(part))) {
      issues.push({ path: place, value: mark, rule: `the names on its way must match ${STEP.source}` });
    }
  }
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    issues.push(...memberIssues(member, [...path, "properties", name]));
  }
  if (schema.items !== undefined && JSON.stringify(schema.items).includes('"x-subject":true')) {
    const rule = "a person inside of a list could not be erased; name the person beside it";
    issues.push({ path: [...path, "items"], value: "x-subject", rule });
  }
  return issues;
}

/** Whether a person is named anywhere in a schema, or in what it refers to. */
function isMarked(value: unknown, root: Schema, seen = new Set<unknown>()): boolean {
  if (typeof value !== "object" || value === null || seen.has(value)) return false;
  seen.add(value);
  if (!isSchema(value)) return Object.values(value).some((inner) => isMarked(inner, root, seen));
  const target = typeof value["$ref"] === "string" ? referenced(value["$ref"], root) : undefined;
  return value["x-subject"] === true || [target, ...Object.values(value)].some((inner) => isMarked(inner, root, seen));
}
