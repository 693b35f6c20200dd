import { readFileSync } from "node:fs";
import type { Environment } from "../../../environments/schema";
import { type Classification, classificationOf } from "../../../events/classification";
import type { ColumnType } from "../../../events/column-type";
import type { EventContract } from "../../../events/event-contracts";
import { isSchema, type ResolvedSchema, resolveSchema, type Schema } from "../../../events/resolved-schema";
import { sampleLines } from "../sample-lines";

/** What the dictionary says of one event. */
export interface EventEntry {
  readonly contract: EventContract;
  /** Type-specific fields, and below each those that lie in it. */
  readonly fields: readonly FieldEntry[];
  /** One event, as a producer sends it. */
  readonly sample: string;
  readonly query: string;
  readonly readers: readonly ReaderEntry[];
}

export interface FieldEntry {
  /** `buyer.name`, `items[].sku` */
  readonly path: string;
  /** Undefined for what lies in another field. */
  readonly column?: string;
  /** Of the column; of what lies in it, as the contract says. */
  readonly type: string;
  readonly description: string;
  readonly required: boolean;
  readonly classification: Classification;
  /** Whether its value names the person whom the event is about. */
  readonly isSubject: boolean;
  /** JSON of a value; undefined when none is known. */
  readonly example?: string;
}

/** Somebody who reads the event's table in an environment. */
export interface ReaderEntry {
  readonly environment: string;
  readonly reader: string;
  /** "all columns", or how many, and without which. */
  readonly columns: string;
}

/** When the samples were created: the same pages for the same contracts. */
const SAMPLED_AT = Date.UTC(2026, 10, 20, 10);
/** An optional field is not in each of them. */
const SAMPLES = 50;

/** Words that a query must put into quotation marks. @see https://docs.aws.amazon.com/athena/latest/ug/reserved-words.html */
const RESERVED = new Set(
  "alter and as between by case cast constraint create cross cube current_date current_time current_timestamp current_user deallocate delete describe distinct drop else end escape except execute exists extract false first for from full group grouping having in inner insert intersect into is join last left like localtime localtimestamp natural normalize not null on or order outer prepare recursive right rollup select skip table then true uescape union unnest using values when where with".split(
    " ",
  ),
);

/** What the dictionary says of every event, in the order of the contracts. */
export function dataDictionary(
  contracts: readonly EventContract[],
  environments: readonly Environment[],
): readonly EventEntry[] {
  return contracts.map((contract) => {
    const samples = sampleLines(contract, SAMPLES, 1, SAMPLED_AT).map((line) => JSON.parse(line) as Schema);
    return {
      contract,
      fields: fieldsOf(contract, samples),
      sample: JSON.stringify(samples[0], null, 2),
      query: queryOf(contract),
      readers: environments.flatMap((environment) => readersOf(contract, environment)),
    };
  });
}

function fieldsOf(contract: EventContract, samples: readonly Schema[]): FieldEntry[] {
  const root = JSON.parse(readFileSync(contract.file, "utf8")) as Schema;
  const properties = isSchema(root["properties"]) ? root["properties"] : {};
  return contract.fields.flatMap((field): FieldEntry[] => {
    const written = properties[field.name];
    const resolved = resolveSchema(written, root);
    const sent = valuesAt(samples, field.name);
    return [
      {
        path: field.name,
        column: field.column,
        type: columnText(field.columnType),
        description: field.description,
        required: field.required,
        classification: field.classification,
        isSubject: contract.subjectFields.includes(field.name),
        ...exampleOf(resolved, sent),
      },
      ...innerFields(resolved, sent, field.name, undefined, contract),
    ];
  });
}

/** Members of an object, and of the objects in an array. @param around what these are marked with, if they are */
function innerFields(
  schema: ResolvedSchema,
  sent: readonly unknown[],
  path: string,
  around: unknown,
  contract: EventContract,
): FieldEntry[] {
  const stated = schema["x-classification"] ?? around;
  if (schema.items !== undefined) return innerFields(schema.items, sent.flat(), `${path}[]`, stated, contract);
  const required: readonly unknown[] = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]): FieldEntry[] => {
    const place = `${path}.${name}`;
    const values = valuesAt(sent, name);
    const own = member["x-classification"] ?? (member["x-subject"] === true ? "personal" : stated);
    return [
      {
        path: place,
        type: typesText(member),
        description: typeof member["description"] === "string" ? member["description"] : "",
        required: required.includes(name),
        classification: classificationOf({ ...member, "x-classification": own }, {}),
        isSubject: contract.subjectFields.includes(place),
        ...exampleOf(member, values),
      },
      ...innerFields(member, values, place, own, contract),
    ];
  });
}

/** What a member is in each object that has it. */
function valuesAt(objects: readonly unknown[], name: string): readonly unknown[] {
  return objects.flatMap((object) => (isSchema(object) && Object.hasOwn(object, name) ? [object[name]] : []));
}

function exampleOf(schema: ResolvedSchema, sent: readonly unknown[]): { readonly example?: string } {
  const { examples, enum: values } = schema;
  const [example] = [examples, values, sent].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  return example === undefined ? {} : { example: JSON.stringify(example) };
}

function typesText({ types, format, nullable }: ResolvedSchema): string {
  const names = types.length === 0 ? ["any"] : types;
  return `${names.join(" or ")}${typeof format === "string" ? ` (${format})` : ""}${nullable ? " or null" : ""}`;
}

function columnText(type: ColumnType): string {
  if (typeof type === "string") return type === "json" ? "string (JSON text)" : type;
  if ("array" in type) return `array<${columnText(type.array)}>`;
  if ("struct" in type)
    return `struct<${type.struct.map(({ name, type: member }) => `${name}: ${columnText(member)}`).join(", ")}>`;
  return JSON.stringify(type);
}

function queryOf({ table, fields }: EventContract): string {
  const columns = ["event_uuid", "created_datetime", ...fields.map(({ column }) => column)].map(quoted);
  return `SELECT ${columns.join(",\n       ")}\nFROM ${table}\nWHERE created_date = current_date\nLIMIT 100`;
}

function quoted(column: string): string {
  return RESERVED.has(column.toLowerCase()) ? `"${column}"` : column;
}

function readersOf(contract: EventContract, environment: Environment): ReaderEntry[] {
  const { name, readers, externalReaders, registeredEvents } = environment;
  const personal = contract.fields.filter(({ classification }) => classification === "personal");
  const hidden = personal.map(({ column }) => column);
  const own = readers
    .filter(({ events }) => events === "all" || events.includes(contract.name))
    .map((reader): ReaderEntry => {
      const columns = reader.personal || hidden.length === 0 ? "all columns" : `all columns but ${hidden.join(", ")}`;
      const isGranted = (reader.events === "all" && reader.personal) || registeredEvents.includes(contract.name);
      const waiting = isGranted ? "" : ", once the event is in registeredEvents";
      return { environment: name, reader: roleText(reader.principal), columns: columns + waiting };
    });
  const external = [
    ...(externalReaders.redshiftSpectrum ? ["Redshift Spectrum"] : []),
    ...(externalReaders.snowflake ? ["Snowflake"] : []),
  ];
  return [...own, ...external.map((reader) => ({ environment: name, reader, columns: "all columns" }))];
}

function roleText(arn: string): string {
  return arn.slice(arn.indexOf("/") + 1);
}
