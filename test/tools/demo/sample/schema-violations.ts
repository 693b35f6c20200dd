import type { SampleSchema } from "../../../../tools/demo/sample/schema-sample";

const MATCHES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  null: (value) => value === null,
};

const FORMATS: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  "date-time": /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  email: /^[^@\s]+@[^@\s]+$/,
  uri: /^https:\/\/\S+$/,
  time: /^\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  hostname: /^[a-z0-9.]+$/,
  ipv6: /^[0-9a-f:]+$/,
  ipv4: /^(\d{1,3}\.){3}\d{1,3}$/,
};

/** What of a value breaks its schema: a small check of the keywords that the contracts use. */
export function schemaViolations(value: unknown, schema: SampleSchema, path = "$"): string[] {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => MATCHES[type]?.(value) === true)) {
    return [`${path} is no ${types.join(" or ")}`];
  }
  const violations: string[] = [];
  if (schema.const !== undefined && value !== schema.const) violations.push(`${path} is not the constant`);
  if (schema.enum !== undefined && !schema.enum.includes(value)) violations.push(`${path} is not in the enum`);
  if (typeof value === "number" && (value < (schema.minimum ?? value) || value > (schema.maximum ?? value))) {
    violations.push(`${path} is out of range`);
  }
  if (typeof value === "string" && schema.format !== undefined && FORMATS[schema.format]?.test(value) === false) {
    violations.push(`${path} is no ${schema.format}`);
  }
  if (Array.isArray(value)) {
    if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Infinity)) {
      violations.push(`${path} has ${value.length} items`);
    }
    const items = schema.items ?? {};
    violations.push(...value.flatMap((item, index) => schemaViolations(item, items, `${path}[${index}]`)));
  } else if (typeof value === "object" && value !== null) {
    const members = new Map<string, unknown>(Object.entries(value));
    const missing = (schema.required ?? []).filter((name) => !members.has(name));
    violations.push(...missing.map((name) => `${path}.${name} is missing`));
    for (const [name, member] of members) {
      violations.push(...schemaViolations(member, schema.properties?.[name] ?? {}, `${path}.${name}`));
    }
  }
  return violations;
}
