import type { ResolvedSchema } from "./resolved-schema";

/** Type of a column that holds one value. `json` is the JSON text of a value that no other type fits. */
export type ScalarType = "string" | "bigint" | "double" | "boolean" | "timestamp" | "date" | "json";

/** Type of a column of the lake, as the curation job reads it. */
export type ColumnType = ScalarType | { readonly array: ColumnType } | { readonly struct: readonly StructMember[] };

/** One member of an object with known members. */
export interface StructMember {
  readonly name: string;
  readonly type: ColumnType;
  /** True when it may be neither absent nor null. */
  readonly required: boolean;
}

const MEMBER_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A 64-bit integer goes up to 2^63 - 1, which a double rounds to 2^63. */
const END_OF_BIGINT = 2 ** 63;

/**
 * The column of a field: string, `bigint` for integer, `double` for number, boolean, `timestamp` for a string of format
 * date-time, `date` for one of format date, arrays and objects as arrays and structs. What is none of these alone (several
 * types, alternatives that differ, an object without properties, an integer beyond 64 bits) is kept as JSON text.
 */
export function columnType(schema: ResolvedSchema): ColumnType {
  const { types } = schema;
  if (types.length !== 1) {
    return types.length === 2 && types.every((one) => one === "integer" || one === "number") ? "double" : "json";
  }
  switch (types[0]) {
    case "string":
      return schema["format"] === "date-time" ? "timestamp" : schema["format"] === "date" ? "date" : "string";
    case "integer":
      return isWithinBigint(schema["minimum"]) && isWithinBigint(schema["maximum"]) ? "bigint" : "json";
    case "number":
      return "double";
    case "boolean":
      return "boolean";
    case "array":
      return schema.items === undefined ? "json" : { array: columnType(schema.items) };
    case "object":
      return structType(schema);
    default:
      return "json";
  }
}

function structType(schema: ResolvedSchema): ColumnType {
  const properties = Object.entries(schema.properties ?? {});
  const names = properties.map(([name]) => name.toLowerCase());
  const nameable = names.every((name) => MEMBER_NAME.test(name)) && new Set(names).size === names.length;
  if (properties.length === 0 || !nameable) return "json";
  const required: unknown[] = Array.isArray(schema["required"]) ? schema["required"] : [];
  return {
    struct: properties.map(([name, member]) => ({
      name,
      type: columnType(member),
      required: required.includes(name) && !member.nullable,
    })),
  };
}

function isWithinBigint(bound: unknown): boolean {
  return typeof bound !== "number" || Math.abs(bound) < END_OF_BIGINT;
}
