/** A JSON Schema whose keywords were not looked at yet. */
export type Schema = Readonly<Record<string, unknown>>;

/** What a schema says of one value, without references and alternatives: what decides a column, and makes a sample. */
export interface ResolvedSchema extends Schema {
  /** JSON types without null; empty where the schema does not say one, or says it in a way that no column has. */
  readonly types: readonly string[];
  readonly nullable: boolean;
  readonly properties?: Readonly<Record<string, ResolvedSchema>>;
  readonly items?: ResolvedSchema;
}

/** Constructs by which a value may have more than one shape. */
const OTHER_SHAPES = ["$dynamicRef", "not", "if", "prefixItems", "patternProperties", "dependentSchemas"];

/** Keywords that decide a column beside its type. */
const DECIDING = ["format", "x-column-type"];

export function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Follows `$ref` into the same file, joins `allOf`, takes `null` out of `anyOf` and `oneOf`, and reads types out of
 * `enum` and `const`, in objects and arrays, too. Alternatives that differ, and a reference to itself, are of any shape.
 *
 * @param root the file's whole schema, which references point into
 */
export function resolveSchema(schema: unknown, root: Schema): ResolvedSchema {
  return resolve(schema, root, { on: [], left: { references: MAX_REFERENCES } });
}

/**
 * The schema that a reference such as `#/$defs/money` points to; undefined when there is none.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6901#section-6 for its escapes
 */
export function referenced(pointer: string, root: Schema): Schema | undefined {
  if (pointer === "#") return root;
  if (!pointer.startsWith("#/")) return undefined;
  let found: unknown = root;
  for (const part of pointer.slice(2).split("/")) {
    const name = unescaped(part)?.replaceAll("~1", "/").replaceAll("~0", "~");
    const holds = name !== undefined && typeof found === "object" && found !== null && Object.hasOwn(found, name);
    found = holds ? (found as Schema)[name] : undefined;
  }
  return isSchema(found) ? found : undefined;
}

function unescaped(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** References that are followed for one schema, since definitions that hold each other have no end. */
const MAX_REFERENCES = 200;

interface Following {
  /** References on the way here. */
  readonly on: readonly string[];
  /** How many more are followed, wherever they are. */
  readonly left: { references: number };
}

function resolve(schema: unknown, root: Schema, following: Following): ResolvedSchema {
  if (!isSchema(schema)) return anyShape(false);
  if (OTHER_SHAPES.some((name) => Object.hasOwn(schema, name))) return anyShape(typesOf(schema).nullable);
  const { $ref, allOf, anyOf, oneOf, properties, items, ...own } = schema;
  const within = (inner: unknown) => resolve(inner, root, following);
  const parts: ResolvedSchema[] = [];
  if (typeof $ref === "string") {
    const { on, left } = following;
    if (on.includes($ref) || left.references === 0) return anyShape(false);
    left.references -= 1;
    parts.push(resolve(referenced($ref, root), root, { on: [...on, $ref], left }));
  }
  if (Array.isArray(allOf)) parts.push(...allOf.map(within));
  for (const branches of [anyOf, oneOf]) if (Array.isArray(branches)) parts.push(alternative(branches.map(within)));
  const { types, nullable } = typesOf(own);
  parts.push({
    ...own,
    types,
    nullable,
    ...(isSchema(properties) && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, within(inner)])),
    }),
    ...(isSchema(items) && { items: within(items) }),
  });
  return parts.reduce(join);
}

/** Of no shape that a column could have. */
function anyShape(nullable: boolean): ResolvedSchema {
  return { types: [], nullable, anyShape: true };
}

/** What holds whichever of the alternatives is sent. */
function alternative(branches: readonly ResolvedSchema[]): ResolvedSchema {
  const others = numbersAlike(branches.filter(({ types, nullable }) => types.length > 0 || !nullable));
  const nullable = branches.some((branch) => branch.nullable);
  const [first, ...rest] = others;
  if (first === undefined) return anyShape(nullable);
  if (rest.length === 0) return { ...first, nullable };
  const isScalar = (types: readonly string[]) => types.length === 1 && !["object", "array"].includes(types[0] ?? "");
  const same = rest.every(
    (other) =>
      String(other.types) === String(first.types) && DECIDING.every((keyword) => other[keyword] === first[keyword]),
  );
  const decided = Object.fromEntries(DECIDING.map((keyword) => [keyword, first[keyword]]));
  return isScalar(first.types) && same ? { types: first.types, ...decided, nullable } : anyShape(nullable);
}

/** Where one of them may be any number, the whole numbers of another are no other type. */
function numbersAlike(branches: readonly ResolvedSchema[]): readonly ResolvedSchema[] {
  const areNumbers = branches.every(({ types }) => types.length > 0 && types.every(isNumeric));
  const isWide = branches.some(({ types }) => types.includes("number"));
  return areNumbers && isWide ? branches.map((branch) => ({ ...branch, types: ["number"] })) : branches;
}

function isNumeric(type: string): boolean {
  return type === "number" || type === "integer";
}

/** Types that are in both: an integer is a number. */
function commonTypes(one: readonly string[], other: readonly string[]): readonly string[] {
  const isIn = (types: readonly string[]) => (type: string) =>
    types.includes(type) || (type === "integer" && types.includes("number"));
  return [...new Set([...one.filter(isIn(other)), ...other.filter(isIn(one))])];
}

/** Both hold at once. */
function join(one: ResolvedSchema, other: ResolvedSchema): ResolvedSchema {
  const unclear = one["anyShape"] === true || other["anyShape"] === true;
  const [a, b] = [one.types, other.types];
  const types = a.length === 0 ? b : b.length === 0 ? a : commonTypes(a, b);
  const isRequired = [one["required"], other["required"]].flatMap(listOf);
  return {
    ...one,
    ...other,
    types: unclear ? [] : types,
    nullable: saysNull(one) && saysNull(other),
    ...((one.properties ?? other.properties) && { properties: { ...one.properties, ...other.properties } }),
    ...(isRequired.length > 0 && { required: [...new Set(isRequired)] }),
  };
}

/** A part that says nothing of the type forbids no null. */
function saysNull({ types, nullable, anyShape }: ResolvedSchema): boolean {
  return nullable || (types.length === 0 && anyShape !== true);
}

function typesOf(schema: Schema): { readonly types: readonly string[]; readonly nullable: boolean } {
  const { type, nullable } = schema;
  const values: unknown[] = [...listOf(schema["enum"]), ...(Object.hasOwn(schema, "const") ? [schema["const"]] : [])];
  const named = [type].flat().filter((one): one is string => typeof one === "string");
  const all = named.length > 0 ? named : [...new Set(values.map(typeOfValue))];
  const types = all.filter((one) => one !== "null");
  return { types, nullable: nullable === true || all.includes("null") };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The JSON type of a value; `integer` for a number without a fraction. */
export function typeOfValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" ? (Number.isInteger(value) ? "integer" : "number") : typeof value;
}
