import { isDeepStrictEqual } from "node:util";
import { CLASSIFICATIONS, classificationOf } from "../../events/classification";
import { type ColumnType, columnType } from "../../events/column-type";
import { isSchema, referenced, type ResolvedSchema, resolveSchema, type Schema } from "../../events/resolved-schema";
import { eventTableName } from "../../lambda-src/interface";

/** One change of one contract. Breaking: events that were right are rejected, or what was stored is no longer. */
export interface ContractChange {
  readonly event: string;
  /** Undefined for the contract as a whole. */
  readonly field?: string;
  readonly breaking: boolean;
  /** What changes and what that means. */
  readonly sentence: string;
}

type Add = (field: string | undefined, breaking: boolean, sentence: string) => void;

const LEAST = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
const MOST = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
/** Where any other value may refuse what was right before. */
const INCOMPARABLE = [
  "pattern",
  "format",
  "multipleOf",
  "uniqueItems",
  "not",
  "if",
  "then",
  "else",
  "dependentSchemas",
];
/** References to references, which may go round in a circle. */
const MAX_REFERENCES = 16;

/**
 * What changes between two states of all contracts, by event and field.
 *
 * @param base the parsed files before, by event name
 * @param head the parsed files now
 */
export function contractChanges(
  base: ReadonlyMap<string, Schema>,
  head: ReadonlyMap<string, Schema>,
): readonly ContractChange[] {
  const changes: ContractChange[] = [];
  for (const event of [...new Set([...base.keys(), ...head.keys()])].sort()) {
    const add: Add = (field, breaking, sentence) => {
      changes.push({ event, breaking, sentence, ...(field !== undefined && { field }) });
    };
    const [before, now] = [base.get(event), head.get(event)];
    if (now === undefined) {
      add(
        undefined,
        true,
        `the contract is gone: Terraform destroys the table ${eventTableName(event)}, and what arrives goes to uncontracted_event`,
      );
    } else if (before === undefined) {
      const columns = Object.keys(propertiesOf(now)).length;
      add(undefined, false, `new event: table ${eventTableName(event)}, ${columns} fields`);
    } else {
      compareContracts(before, now, add);
    }
  }
  return changes;
}

/** Why a contract's `x-version` is wrong; undefined when it is right. */
export function versionMistake(before: Schema, now: Schema): string | undefined {
  const [was, is] = [Number(before["x-version"]), Number(now["x-version"])];
  if (is < was) return `x-version goes from ${was} back to ${is}; a version only grows`;
  if (is > was || isDeepStrictEqual(before, now)) return undefined;
  return `x-version is still ${is}, and the contract has changed: write ${is + 1}`;
}

/** What a contract says of a value before and now: as it is written, for its alternatives, and resolved, for all else. */
interface Pair {
  readonly raw: readonly [before: Written, now: Written];
  readonly before: ResolvedSchema;
  readonly now: ResolvedSchema;
}

/** A schema, and the file into which its references point. */
interface Written {
  readonly schema: Schema | undefined;
  readonly root: Schema;
}

function compareContracts(before: Schema, now: Schema, add: Add): void {
  const raw = [before, now].map((root) => ({ schema: root, root })) as [Written, Written];
  compareObjects({ raw, before: resolveSchema(before, before), now: resolveSchema(now, now) }, "", add);
  if (before["title"] !== now["title"] || before["description"] !== now["description"]) {
    add(undefined, false, "its table is described in other words");
  }
  compareClassifications(before, now, add);
}

/** Readers are granted columns, so what counts is the highest classification in each. */
function compareClassifications(before: Schema, now: Schema, add: Add): void {
  const [old, current] = [propertiesOf(before), propertiesOf(now)];
  for (const [name, field] of Object.entries(old)) {
    const was = classificationOf(field, before);
    if (!Object.hasOwn(current, name)) {
      if (was !== "personal") continue;
      const fix = "keep the field in the contract, with deprecated: true";
      add(name, true, `is personal, and its column would be shown to every reader of the table: ${fix}`);
      continue;
    }
    const is = classificationOf(current[name], now);
    if (is === was) continue;
    const lowered = CLASSIFICATIONS.indexOf(is) < CLASSIFICATIONS.indexOf(was);
    const [gained, lost] = ["readers without personal: true", "readers without personal: true no longer"];
    const meaning = is === "personal" ? `: ${lost} read it` : was === "personal" ? `: ${gained} read it, too` : "";
    add(name, lowered, `is ${is} instead of ${was}${meaning}`);
  }
}

function compareObjects({ raw, before, now }: Pair, parent: string, add: Add): void {
  const [old, current] = [before.properties ?? {}, now.properties ?? {}];
  for (const [name, member] of Object.entries(current)) {
    const field = parent + name;
    const was = Object.hasOwn(old, name) ? old[name] : undefined;
    const required = isRequired(now, name);
    if (was === undefined) {
      const column = typeText(columnType(member));
      if (required) add(field, true, `new and required (${column}): events without it are rejected`);
      else add(field, false, `new (${column}), may be absent`);
      continue;
    }
    const wasRequired = isRequired(before, name);
    if (required && !wasRequired) add(field, true, "is required now: events without it are rejected");
    if (!required && wasRequired) add(field, false, "may be absent now");
    const written = raw.map((one) => writtenAt(one, "properties", name)) as [Written, Written];
    compareMembers({ raw: written, before: was, now: member }, field, add);
  }
  for (const name of Object.keys(old)) {
    if (Object.hasOwn(current, name)) continue;
    add(parent + name, true, "is gone: its column stays, and what producers still send goes to unknown_fields");
  }
}

function compareMembers(pair: Pair, field: string, add: Add): void {
  const { raw, before, now } = pair;
  const [was, is] = [columnType(before), columnType(now)];
  if (kindOf(was) !== kindOf(is)) {
    const fate = "a stored column keeps its type, and its table would stand still";
    add(field, true, `was ${typeText(was)} and would be ${typeText(is)}: ${fate}`);
    return;
  }
  compareAlternatives(pair, field, add);
  const [notSent, sent] = [without(sentAs(was), sentAs(is)), without(sentAs(is), sentAs(was))];
  if (notSent.length > 0) add(field, true, `may not be sent as a ${notSent.join(" or a ")} any more`);
  if (sent.length > 0) add(field, false, `may be sent as a ${sent.join(" or a ")}, too`);
  if (before.nullable && !now.nullable) add(field, true, "may not be null any more");
  if (!before.nullable && now.nullable) add(field, false, "may be null now");
  compareValues(before, now, field, add);
  compareLimits(before, now, field, add);
  compareAnnotations(before, now, field, add);
  if (before.properties !== undefined || now.properties !== undefined) compareObjects(pair, `${field}.`, add);
  if (before.items !== undefined && now.items !== undefined) {
    const written = raw.map((one) => writtenAt(one, "items")) as [Written, Written];
    compareMembers({ raw: written, before: before.items, now: now.items }, `${field}[]`, add);
  }
}

/** Of a field with several shapes, what is resolved says no more than that. */
function compareAlternatives({ raw, before, now }: Pair, field: string, add: Add): void {
  const [was, is] = raw.map(({ schema }) => schema ?? {}) as [Schema, Schema];
  const shapes = (schema: Schema) => ["anyOf", "oneOf"].flatMap((key) => listOf(schema[key]));
  const [gone, added] = [without(shapes(was), shapes(is)), without(shapes(is), shapes(was))];
  if (gone.length + added.length === 0) {
    const unclear = before["anyShape"] === true && now["anyShape"] === true && !isDeepStrictEqual(was, is);
    if (unclear) add(field, true, "has shapes that cannot be compared: see for yourself, and accept it");
  } else if (gone.length > 0) {
    add(field, true, `${gone.length} of its shapes ${gone.length === 1 ? "is" : "are"} gone or other`);
  } else if (shapes(was).length > 0) {
    add(field, false, `may have ${added.length} more ${added.length === 1 ? "shape" : "shapes"}`);
  }
}

/** The schema at a key, references followed; undefined where `allOf` and its like have joined several. */
function writtenAt({ schema, root }: Written, ...keys: readonly string[]): Written {
  let found: unknown = schema;
  for (const key of keys) found = isSchema(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  for (
    let follows = 0;
    isSchema(found) && typeof found["$ref"] === "string" && follows < MAX_REFERENCES;
    follows += 1
  ) {
    found = referenced(found["$ref"], root);
  }
  return { schema: isSchema(found) ? found : undefined, root };
}

function compareValues(before: Schema, now: Schema, field: string, add: Add): void {
  const [was, is] = [valuesOf(before), valuesOf(now)];
  if (was === undefined && is === undefined) return;
  if (is === undefined || was === undefined) {
    const sentence = is === undefined ? "may have any value now" : `may only be ${texts(is)} now`;
    add(field, was === undefined, sentence);
    return;
  }
  const [gone, added] = [without(was, is), without(is, was)];
  if (gone.length > 0) add(field, true, `may not be ${texts(gone)} any more`);
  if (added.length > 0) add(field, false, `may be ${texts(added)}, too`);
}

function compareLimits(before: Schema, now: Schema, field: string, add: Add): void {
  const limit = (schema: Schema, key: string, none: number) => (typeof schema[key] === "number" ? schema[key] : none);
  const compare = (key: string, none: number, sign: number) => {
    const [was, is] = [limit(before, key, none), limit(now, key, none)];
    if (was === is) return;
    const narrower = (is - was) * sign > 0;
    add(field, narrower, `${key} ${limitText(was)} becomes ${limitText(is)}: ${narrower ? "narrower" : "wider"}`);
  };
  for (const key of LEAST) compare(key, -Infinity, 1);
  for (const key of MOST) compare(key, Infinity, -1);
  for (const key of INCOMPARABLE) {
    if (isDeepStrictEqual(before[key], now[key])) continue;
    const gone = now[key] === undefined || now[key] === false;
    add(
      field,
      !gone,
      gone ? `${key} is gone: wider` : `${key} is ${JSON.stringify(now[key])} now: what was right may not be`,
    );
  }
  const closed = (schema: Schema) => schema["additionalProperties"] === false;
  if (closed(before) !== closed(now)) {
    add(field, closed(now), closed(now) ? "may have no other members any more" : "may have other members now");
  }
}

function compareAnnotations(before: Schema, now: Schema, field: string, add: Add): void {
  const changed = (key: string) => !isDeepStrictEqual(before[key], now[key]);
  if (changed("x-column"))
    add(
      field,
      true,
      `has another column (${columnText(before)} before, ${columnText(now)} now): the old one is no longer filled`,
    );
  if (changed("x-subject")) {
    const marked = now["x-subject"] === true;
    add(
      field,
      !marked,
      marked
        ? "names the person that the event is about now"
        : "does not name a person any more: erase no longer finds its events",
    );
  }
  if (["title", "description", "examples", "$comment", "deprecated"].some(changed)) {
    add(field, false, "is described in other words");
  }
}

function isRequired({ required }: Schema, name: string): boolean {
  return Array.isArray(required) && required.includes(name);
}

function propertiesOf(contract: Schema): Schema {
  const { properties } = contract;
  return isSchema(properties) ? properties : {};
}

/** `enum` and `const` as a list; undefined when any value is right. */
function valuesOf(schema: Schema): readonly unknown[] | undefined {
  if (Object.hasOwn(schema, "const")) return [schema["const"]];
  return Array.isArray(schema["enum"]) ? (schema["enum"] as readonly unknown[]) : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function without(values: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  return values.filter((value) => !others.some((other) => isDeepStrictEqual(value, other)));
}

/** Members are compared by themselves. */
function kindOf(type: ColumnType): string {
  if (typeof type === "string") return type;
  if ("decimal" in type) return `decimal(${type.decimal.precision},${type.decimal.scale})`;
  return "array" in type ? `array of ${kindOf(type.array)}` : "struct";
}

/** Of a decimal, the JSON types that an event may hold it in. */
function sentAs(type: ColumnType): readonly string[] {
  return typeof type === "object" && "decimal" in type ? type.decimal.sent_as : [];
}

function typeText(type: ColumnType): string {
  return typeof type === "string" ? type : kindOf(type);
}

function columnText(schema: Schema): string {
  return typeof schema["x-column"] === "string" ? schema["x-column"] : "its own name";
}

function limitText(limit: number): string {
  return Number.isFinite(limit) ? String(limit) : "none";
}

function texts(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}
