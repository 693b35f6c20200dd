import { readFileSync } from "node:fs";
import type { EventContract } from "../../../events/event-contracts";
import { isSchema, type ResolvedSchema, resolveSchema, type Schema } from "../../../events/resolved-schema";

/** What a language writes as a type: what a contract says of a value. */
export type ValueType =
  | { readonly kind: "string" | "integer" | "number" | "boolean" | "null" | "any" }
  | { readonly kind: "one of"; readonly values: readonly (string | number | boolean)[] }
  | { readonly kind: "list"; readonly items: ValueType }
  | { readonly kind: "map"; readonly values: ValueType }
  | { readonly kind: "union"; readonly types: readonly ValueType[] }
  | ObjectType;

export interface ObjectType {
  readonly kind: "object";
  readonly members: readonly MemberType[];
}

export interface MemberType {
  readonly name: string;
  readonly type: ValueType;
  /** True when it may not be absent. */
  readonly required: boolean;
  readonly description: string;
}

/** What an event is made of, its envelope included. */
export function eventType(contract: EventContract): ObjectType {
  const root = JSON.parse(readFileSync(contract.file, "utf8")) as Schema;
  return objectType(resolveSchema(root, root), root);
}

/** Name of an event's type: `payment:order:completed` is `PaymentOrderCompleted`. */
export function typeName(eventName: string): string {
  return eventName.replaceAll(/(?:^|[:_])([a-z])/g, (_, letter: string) => letter.toUpperCase()).replaceAll(":", "_");
}

/** What stands above the type. */
export function typeDescription({ description, version, table, owner }: EventContract): string {
  return `${description} Version ${version}, table ${table}${owner === undefined ? "" : `, of ${owner}`}.`;
}

function objectType({ properties, required }: ResolvedSchema, root: Schema): ObjectType {
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  return {
    kind: "object",
    members: Object.entries(properties ?? {}).map(([name, member]) => ({
      name,
      type: valueType(member, root),
      required: names.includes(name),
      description: typeof member["description"] === "string" ? member["description"] : "",
    })),
  };
}

function valueType(schema: ResolvedSchema, root: Schema): ValueType {
  const values = valuesOf(schema);
  const own = values ? [{ kind: "one of" as const, values }] : schema.types.map((type) => ofType(type, schema, root));
  if (own.length === 0) return { kind: "any" };
  const types = schema.nullable ? [...own, { kind: "null" as const }] : own;
  const [only, ...more] = types;
  return only !== undefined && more.length === 0 ? only : { kind: "union", types };
}

/** The values of `enum` or `const` without null; undefined where any may be sent, or one that is no text or number. */
function valuesOf(schema: ResolvedSchema): readonly (string | number | boolean)[] | undefined {
  const given: unknown = Object.hasOwn(schema, "const") ? [schema["const"]] : schema["enum"];
  if (!Array.isArray(given) || schema.types.length === 0) return undefined;
  const values = given.filter((value) => value !== null);
  return values.every(isScalar) && values.length > 0 ? values : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function ofType(type: string, schema: ResolvedSchema, root: Schema): ValueType {
  switch (type) {
    case "string":
    case "integer":
    case "number":
    case "boolean":
      return { kind: type };
    case "array":
      return { kind: "list", items: schema.items === undefined ? { kind: "any" } : valueType(schema.items, root) };
    case "object": {
      if (Object.keys(schema.properties ?? {}).length > 0) return objectType(schema, root);
      const { additionalProperties } = schema;
      const values = isSchema(additionalProperties) ? resolveSchema(additionalProperties, root) : undefined;
      return { kind: "map", values: values === undefined ? { kind: "any" } : valueType(values, root) };
    }
    default:
      return { kind: "any" };
  }
}
