import type { ResolvedSchema } from "./resolved-schema";

/** Type of a column that holds one value. `json` is the JSON text of a value that no other type fits. */
export type ScalarType = "string" | "bigint" | "double" | "boolean" | "timestamp" | "date" | "json";

/** An exact number: `precision` digits, `scale` of them behind the point. `sent_as`: how events may hold it. */
export interface DecimalColumn {
  readonly decimal: {
    readonly precision: number;
    readonly scale: number;
    readonly sent_as: readonly ("number" | "string")[];
  };
}

/** Type of a column of the lake, as the curation job reads it. */
export type ColumnType =
  ScalarType | DecimalColumn | { readonly array: ColumnType } | { readonly struct: readonly StructMember[] };

/** One member of an object with known members. */
export interface StructMember {
  readonly name: string;
  readonly type: ColumnType;
  /** True when it may be neither absent nor null. */
  readonly required: boolean;
}

const MEMBER_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const DECIMAL = /^decimal\((\d{1,2}), ?(\d{1,2})\)$/;

/** @see https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
export const MAX_PRECISION = 38;

/** A 64-bit integer goes up to 2^63 - 1, which a double rounds to 2^63. */
const END_OF_BIGINT = 2 ** 63;

/**
 * The column of a field: string, `bigint` for integer, `double` for number, boolean, `timestamp` for a string of format
 * date-time, `date` for one of format date, arrays and objects as arrays and structs, and a decimal where `x-column-type`
 * says so. What is none of these alone (several types, alternatives that differ, an object without properties, an integer
 * beyond 64 bits) is kept as JSON text.
 */
export function columnType(schema: ResolvedSchema): ColumnType {
  const { types } = schema;
  const decimal = readDecimal(schema["x-column-type"]);
  if (decimal !== undefined && types.length > 0) {
    const isText = (type: string) => type === "string";
    const kinds = [!types.every(isText) && "number", types.some(isText) && "string"] as const;
    return { decimal: { ...decimal, sent_as: kinds.filter((kind) => kind !== false) } };
  }
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

/** Precision and scale of `decimal(12,2)`; undefined when it is none that a column can have. */
export function readDecimal(text: unknown): { readonly precision: number; readonly scale: number } | undefined {
  const [, precision = 0, scale = 0] = (DECIMAL.exec(String(text)) ?? []).map(Number);
  return precision >= 1 && precision <= MAX_PRECISION && scale <= precision ? { precision, scale } : undefined;
}

function isWithinBigint(bound: unknown): boolean {
  return typeof bound !== "number" || Math.abs(bound) < END_OF_BIGINT;
}
