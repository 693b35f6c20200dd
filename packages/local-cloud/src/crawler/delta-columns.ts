/** A column as Glue writes it. */
export interface DeltaColumn {
  readonly Name: string;
  readonly Type: string;
}

type DeltaType =
  | string
  | { readonly type: "struct"; readonly fields: readonly DeltaField[] }
  | { readonly type: "array"; readonly elementType: DeltaType }
  | { readonly type: "map"; readonly keyType: DeltaType; readonly valueType: DeltaType };

interface DeltaField {
  readonly name: string;
  readonly type: DeltaType;
}

/** Primitive types whose name in Hive is another. */
const HIVE_NAMES: Readonly<Record<string, string>> = {
  byte: "tinyint",
  short: "smallint",
  integer: "int",
  long: "bigint",
  timestamp_ntz: "timestamp",
};

/**
 * The columns of a Delta table, from the schema in its log.
 *
 * @param schemaString of the log's metaData action
 * @see https://github.com/delta-io/delta/blob/v3.3.0/PROTOCOL.md#schema-serialization-format
 */
export function deltaColumns(schemaString: string): DeltaColumn[] {
  const { fields } = JSON.parse(schemaString) as { fields: readonly DeltaField[] };
  return fields.map(({ name, type }) => ({ Name: name, Type: hiveType(type) }));
}

function hiveType(type: DeltaType): string {
  if (typeof type === "string") return HIVE_NAMES[type] ?? type;
  switch (type.type) {
    case "struct":
      return `struct<${type.fields.map((field) => `${field.name}:${hiveType(field.type)}`).join(",")}>`;
    case "array":
      return `array<${hiveType(type.elementType)}>`;
    case "map":
      return `map<${hiveType(type.keyType)},${hiveType(type.valueType)}>`;
  }
}
