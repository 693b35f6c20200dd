import { type Values, blocksOf, valueAt } from "../plan/values";
import type { Severity } from "../review";

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

/** Whether old values fit a new type of Hive: all of them, as text only, or not. */
export type TypeChange = "widened" | "to-text" | "incompatible";

/** In each row a type takes all values of those before it. */
const WIDENING = [
  ["tinyint", "smallint", "int", "bigint"],
  ["float", "double"],
];

/** @see https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html */
export function typeChange(before: string, after: string): TypeChange {
  const [from, to] = [before, after].map((type) => type.replace(/\s/g, "").replace(/^integer$/, "int"));
  if (from === undefined || to === undefined) return "incompatible";
  if (from === to) return "widened";
  if (WIDENING.some((row) => row.includes(from) && row.indexOf(to) > row.indexOf(from))) return "widened";
  if (widerDecimal(from, to) || longerText(from, to)) return "widened";
  return to === "string" ? "to-text" : "incompatible";
}

function widerDecimal(from: string, to: string): boolean {
  const [before, after] = [from, to].map((type) => /^decimal\((\d+),(\d+)\)$/.exec(type)?.slice(1).map(Number));
  const [precision = 0, scale = 0] = before ?? [];
  const [newPrecision = 0, newScale = 0] = after ?? [];
  return before !== undefined && after !== undefined && newScale === scale && newPrecision >= precision;
}

function longerText(from: string, to: string): boolean {
  const [before, after] = [from, to].map((type) => /^(?:var)?char\((\d+)\)$/.exec(type)?.[1]);
  return before !== undefined && (to === "string" || (after !== undefined && Number(after) >= Number(before)));
}
