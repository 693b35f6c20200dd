import { z } from "zod";
import { readDecimal } from "../../../events/column-type";
import { isSchema, type ResolvedSchema, resolveSchema } from "../../../events/resolved-schema";
import type { SeededRandom } from "./seeded-random";

const TYPES = ["string", "integer", "number", "boolean", "array", "object", "null"] as const;
type JsonType = (typeof TYPES)[number];

/**
 * The part of JSON Schema from which a value is made, once references and alternatives are resolved. Other keywords
 * (`pattern`, `not` ...) are not looked at, by the lake neither: values that follow them come from the field's `examples`.
 */
export interface SampleSchema {
  type?: JsonType | JsonType[] | undefined;
  const?: unknown;
  enum?: unknown[] | undefined;
  examples?: unknown[] | undefined;
  format?: string | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  items?: SampleSchema | undefined;
  properties?: Record<string, SampleSchema> | undefined;
  required?: string[] | undefined;
  "x-column-type"?: string | undefined;
}

const sampleSchema: z.ZodType<SampleSchema> = z.looseObject({
  type: z.union([z.enum(TYPES), z.array(z.enum(TYPES)).min(1)]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).min(1).optional(),
  examples: z.array(z.unknown()).min(1).optional(),
  format: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.int().optional(),
  maxLength: z.int().optional(),
  minItems: z.int().optional(),
  maxItems: z.int().optional(),
  get items() {
    return sampleSchema.optional();
  },
  get properties() {
    return z.record(z.string(), sampleSchema).optional();
  },
  required: z.array(z.string()).optional(),
  "x-column-type": z.string().optional(),
});

/**
 * Reads a JSON Schema from which values are to be made.
 *
 * @param text The schema as JSON.
 * @param source Where it came from, for the error.
 * @throws Error when one of these keywords has a value of another type
 */
export function parseSampleSchema(text: string, source: string): SampleSchema {
  const root: unknown = JSON.parse(text);
  const result = sampleSchema.safeParse(isSchema(root) ? unresolved(resolveSchema(root, root)) : root);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new Error(`Sample of ${source}: ${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? ""}.`);
}

/** The same in JSON Schema's own words. */
function unresolved({ types, nullable, properties, items, ...keywords }: ResolvedSchema): object {
  const type = nullable ? [...types, "null"] : types;
  const members = Object.entries(properties ?? {}).map(([name, member]) => [name, unresolved(member)] as const);
  return {
    ...keywords,
    ...(types.length > 0 && { type }),
    ...(properties && { properties: Object.fromEntries(members) }),
    ...(items && { items: unresolved(items) }),
  };
}

/** Share of the optional fields that a sample has. */
const OPTIONAL_SHARE = 0.7;
const PHRASES = [
  "guten Morgen",
  "ça va ?",
  "¡olé!",
  "日本語",
  "Привіт 👋🏽",
  'so-called "quotes"',
  "back\\slash",
  "a\tb",
];
/** Values of formats that are dates lie in the years 2000 to 2027: only their form matters. */
const FIRST_DAY = Date.UTC(2000, 0, 1);
const LAST_DAY = Date.UTC(2027, 11, 31);

/**
 * Makes one value that follows the schema, as JSON text: a number keeps digits that JavaScript cannot hold, such as
 * 1.10 or an integer over 2^53.
 */
export function sampleValue(schema: SampleSchema, random: SeededRandom): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const types = schema.type === undefined ? [] : [schema.type].flat();
  const others = types.filter((type) => type !== "null");
  if (others.length < types.length && (others.length === 0 || random.chance(0.3))) return "null";
  const given = schema.enum ?? schema.examples;
  if (given !== undefined) return JSON.stringify(random.pick(given));
  const decimal = readDecimal(schema["x-column-type"]);
  if (decimal !== undefined) {
    const most = 10 ** (decimal.precision - decimal.scale) - 10 ** -decimal.scale;
    const text = sampleDecimal({ ...schema, maximum: Math.min(schema.maximum ?? 1000, most) }, random, decimal.scale);
    return others.includes("string") ? JSON.stringify(text) : text;
  }
  return sampleOfType(random.pick(others.length === 0 ? ["string"] : others), schema, random);
}

/** Makes the members of an object that follows the schema: name and JSON text of each value. */
export function sampleMembers(schema: SampleSchema, random: SeededRandom): (readonly [string, string])[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => schema.required?.includes(name) === true || random.chance(OPTIONAL_SHARE))
    .map(([name, member]) => [name, sampleValue(member, random)] as const);
}

function sampleOfType(type: JsonType, schema: SampleSchema, random: SeededRandom): string {
  switch (type) {
    case "null":
      return "null";
    case "boolean":
      return String(random.chance(0.5));
    case "integer":
      return sampleInteger(schema, random);
    case "number":
      return sampleDecimal(schema, random, random.chance(0.7) ? 2 : random.integer(0, 6));
    case "string":
      return JSON.stringify(sampleText(schema, random));
    case "array": {
      const least = schema.minItems ?? 0;
      const length = random.integer(least, schema.maxItems ?? least + 3);
      return `[${Array.from({ length }, () => sampleValue(schema.items ?? { type: "string" }, random)).join(",")}]`;
    }
    case "object": {
      const members = sampleMembers(schema, random).map(([name, text]) => `${JSON.stringify(name)}:${text}`);
      return `{${members.join(",")}}`;
    }
  }
}

function sampleInteger(schema: SampleSchema, random: SeededRandom): string {
  const minimum = Math.ceil(schema.minimum ?? Math.min(0, schema.maximum ?? 0));
  const maximum = Math.floor(schema.maximum ?? minimum + 1_000_000);
  if (Number.isSafeInteger(maximum - minimum)) return String(random.integer(minimum, maximum));
  const wide = (BigInt(random.word()) << 32n) | BigInt(random.word());
  return String(BigInt(minimum) + (wide % (BigInt(maximum) - BigInt(minimum) + 1n)));
}

function sampleDecimal(schema: SampleSchema, random: SeededRandom, places: number): string {
  const minimum = schema.minimum ?? Math.min(0, schema.maximum ?? 0);
  const maximum = schema.maximum ?? minimum + 1000;
  const text = (minimum + random.fraction() * (maximum - minimum)).toFixed(places);
  // Rounding must not leave the range.
  return Number(text) < minimum || Number(text) > maximum ? String(minimum) : text;
}

function sampleText(schema: SampleSchema, random: SeededRandom): string {
  const moment = () => new Date(random.integer(FIRST_DAY, LAST_DAY)).toISOString();
  switch (schema.format) {
    case "uuid":
      return random.uuid();
    case "date-time":
      return moment();
    case "date":
      return moment().slice(0, 10);
    case "time":
      return moment().slice(11);
    case "email":
      return `learner.${random.word().toString(36)}@example.com`;
    case "uri":
      return `https://example.com/${random.word().toString(36)}?size=80&v=${random.integer(1, 9)}`;
    case "hostname":
      return `${random.word().toString(36)}.example.com`;
    case "ipv4":
      return `203.0.113.${random.integer(1, 254)}`;
    case "ipv6":
      return `2001:db8::${random.integer(1, 0xffff).toString(16)}`;
    default: {
      const characters = Array.from(random.pick(PHRASES));
      const missing = Math.max(0, (schema.minLength ?? 0) - characters.length);
      return [...characters, ...new Array<string>(missing).fill("·")].slice(0, schema.maxLength).join("");
    }
  }
}
