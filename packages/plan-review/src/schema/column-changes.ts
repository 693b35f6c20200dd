import type { Severity } from "../finding";
import { valueAt } from "../plan/attribute-path";
import { blocksOf, type Values } from "../plan/values";
import { typeChange } from "./type-change";

/** A change of one column or of the partition keys. */
export interface ColumnChange {
  /** `storage_descriptor[0].columns["amount"].type` */
  readonly attribute: string;
  readonly before?: string;
  readonly after?: string;
  /** Undefined when old files read as before. */
  readonly severity?: Severity;
  readonly text: string;
}

interface Column {
  readonly name: string;
  readonly type: string;
}

/** Formats whose readers find a column by its name; in all others its position counts. */
const BY_NAME = /parquet|orc|avro|json|iceberg|delta/i;

/** Compares two states of a Glue table by the names of its columns. */
export function columnChanges(before: Values, after: Values): ColumnChange[] {
  const from = columnsAt(before, "storage_descriptor[0].columns");
  const to = columnsAt(after, "storage_descriptor[0].columns");
  return [
    ...partitionKeys(before, after),
    ...from.flatMap((column) => changeOf(column, to)),
    ...moves(from, to, after),
  ];
}

function changeOf({ name, type }: Column, columns: readonly Column[]): ColumnChange[] {
  const attribute = `storage_descriptor[0].columns[${JSON.stringify(name)}]`;
  const successor = columns.find((column) => column.name === name);
  if (successor === undefined) {
    return [{ attribute, before: type, severity: "block", text: `column ${name} removed` }];
  }
  if (successor.type === type) return [];
  const change = typeChange(type, successor.type);
  return [
    {
      attribute: `${attribute}.type`,
      before: type,
      after: successor.type,
      severity: change === "widened" ? undefined : change === "to-text" ? "warn" : "block",
      text: `column ${name} from ${type} to ${successor.type}`,
    },
  ];
}

/** Existing partitions keep the schema that they were registered with: any other key makes them unreadable. */
function partitionKeys(before: Values, after: Values): ColumnChange[] {
  const [from, to] = [before, after].map((values) =>
    columnsAt(values, "partition_keys")
      .map(({ name, type }) => `${name} ${type}`)
      .join(", "),
  );
  if (from === to) return [];
  return [{ attribute: "partition_keys", before: from, after: to, severity: "block", text: "partition keys changed" }];
}

function moves(from: readonly Column[], to: readonly Column[], after: Values): ColumnChange[] {
  const order = (columns: readonly Column[]) => columns.map(({ name }) => name);
  const kept = order(from).filter((name) => order(to).includes(name));
  const inPlace = kept.every((name, index) => order(to)[index] === name);
  if (inPlace || kept.length === 0) return [];
  const format = ["serialization_library", "name"].map((key) =>
    valueAt(after, `storage_descriptor[0].ser_de_info[0].${key}`),
  );
  const text = [...format, valueAt(after, "storage_descriptor[0].input_format")].map(String).join(" ");
  const byName = BY_NAME.test(text);
  return [
    {
      attribute: "storage_descriptor[0].columns",
      before: order(from).join(", "),
      after: order(to).join(", "),
      severity: byName ? undefined : "warn",
      text: byName ? "columns reordered" : "columns reordered in a format that is read by position",
    },
  ];
}

function columnsAt(values: Values, path: string): Column[] {
  return blocksOf(valueAt(values, path)).map(({ name, type }) => ({
    name: String(name).toLowerCase(),
    type: typeof type === "string" ? type.toLowerCase() : "",
  }));
}
