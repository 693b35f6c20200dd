import type { SchemaElement } from "hyparquet";

/** A Hive type that a column of the Glue table has and Parquet can hold. */
export type ColumnType =
  | { readonly kind: "string" | "boolean" | "double" | "float" | "timestamp" | "date" | "binary" }
  | { readonly kind: "integer"; readonly bits: 8 | 16 | 32 | 64 }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "array"; readonly element: ColumnType };

/** A column of the Glue table. */
export interface GlueColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** The table's columns cannot be written as Parquet. */
export class UnsupportedSchemaError extends Error {}

const SIMPLE_TYPES: Readonly<Record<string, ColumnType>> = {
  string: { kind: "string" },
  boolean: { kind: "boolean" },
  double: { kind: "double" },
  float: { kind: "float" },
  timestamp: { kind: "timestamp" },
  date: { kind: "date" },
  binary: { kind: "binary" },
  tinyint: { kind: "integer", bits: 8 },
  smallint: { kind: "integer", bits: 16 },
  int: { kind: "integer", bits: 32 },
  integer: { kind: "integer", bits: 32 },
  bigint: { kind: "integer", bits: 64 },
  decimal: { kind: "decimal", precision: 10, scale: 0 },
};

/**
 * Parses the columns of a Glue table. Types are Hive's: string, varchar(n), char(n), boolean, tinyint, smallint, int,
 * bigint, float, double, decimal(p,s), timestamp, date, binary and arrays of these.
 *
 * @throws UnsupportedSchemaError when there is no column, and on map, struct and unknown types.
 */
export function parseColumns(
  tableName: string,
  columns: readonly { readonly Name: string | undefined; readonly Type?: string | undefined }[],
): GlueColumn[] {
  if (columns.length === 0) {
    throw new UnsupportedSchemaError(`Table ${tableName} has no columns. Declare at least one.`);
  }
  return columns.map(({ Name: name = "", Type: type = "string" }) => {
    const parsed = parseType(type.trim().toLowerCase());
    if (parsed === undefined) {
      throw new UnsupportedSchemaError(
        `Table ${tableName}, column ${name}: the type ${type} is not supported. Use ${Object.keys(SIMPLE_TYPES).join(", ")}, ` +
          `varchar(n), char(n), decimal(p,s) or an array of these.`,
      );
    }
    return { name, type: parsed };
  });
}

function parseType(type: string): ColumnType | undefined {
  const array = /^array<(.+)>$/.exec(type);
  if (array !== null) {
    const element = parseType((array[1] ?? "").trim());
    return element && { kind: "array", element };
  }
  const decimal = /^decimal\(\s*(\d+)\s*,\s*(\d+)\s*\)$/.exec(type);
  if (decimal !== null) {
    const [precision, scale] = [Number(decimal[1]), Number(decimal[2])];
    return precision >= 1 && precision <= 38 && scale <= precision ? { kind: "decimal", precision, scale } : undefined;
  }
  return /^(var)?char\(\d+\)$/.test(type) ? { kind: "string" } : SIMPLE_TYPES[type];
}

/** The Parquet schema of the columns: every column is optional, as Hive writes it. */
export function parquetSchema(columns: readonly GlueColumn[]): SchemaElement[] {
  return [
    { name: "hive_schema", num_children: columns.length },
    ...columns.flatMap(({ name, type }) => schemaElements(name, type)),
  ];
}

function schemaElements(name: string, type: ColumnType): SchemaElement[] {
  const element = (rest: Omit<SchemaElement, "name" | "repetition_type">): SchemaElement[] => [
    { name, repetition_type: "OPTIONAL", ...rest },
  ];
  switch (type.kind) {
    case "string":
      return element({ type: "BYTE_ARRAY", converted_type: "UTF8" });
    case "binary":
      return element({ type: "BYTE_ARRAY" });
    case "boolean":
      return element({ type: "BOOLEAN" });
    case "double":
      return element({ type: "DOUBLE" });
    case "float":
      return element({ type: "FLOAT" });
    case "timestamp":
      return element({ type: "INT64", converted_type: "TIMESTAMP_MICROS" });
    case "date":
      return element({ type: "INT32", converted_type: "DATE" });
    case "integer":
      return element(integerElement(type.bits));
    case "decimal":
      return element({
        ...decimalElement(type.precision),
        converted_type: "DECIMAL",
        precision: type.precision,
        scale: type.scale,
      });
    case "array":
      return [
        { name, repetition_type: "OPTIONAL", converted_type: "LIST", num_children: 1 },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        ...schemaElements("element", type.element),
      ];
  }
}

function integerElement(bits: 8 | 16 | 32 | 64): Omit<SchemaElement, "name"> {
  switch (bits) {
    case 8:
      return { type: "INT32", converted_type: "INT_8" };
    case 16:
      return { type: "INT32", converted_type: "INT_16" };
    case 32:
      return { type: "INT32" };
    case 64:
      return { type: "INT64" };
  }
}

function decimalElement(precision: number): Omit<SchemaElement, "name"> {
  if (precision <= 9) {
    return { type: "INT32" };
  }
  if (precision <= 18) {
    return { type: "INT64" };
  }
  return { type: "FIXED_LEN_BYTE_ARRAY", type_length: Math.ceil((Math.log2(10) * precision + 1) / 8) };
}
