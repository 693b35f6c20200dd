import type { TrinoColumn, TrinoResult } from "./trino-client";

/** A value as Athena writes it; undefined for NULL. */
function shown(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return `[${value.map((item) => shown(item) ?? "null").join(", ")}]`;
  if (typeof value === "object") {
    const entries = Object.entries(value).map(([key, item]) => `${key}=${shown(item) ?? "null"}`);
    return `{${entries.join(", ")}}`;
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The object that Athena leaves in the result location: every value in quotes, and nothing for NULL. */
export function resultFile({ columns, rows }: TrinoResult): string {
  const line = (values: readonly (string | undefined)[]) =>
    `${values.map((value) => (value === undefined ? "" : `"${value.replaceAll('"', '""')}"`)).join(",")}\n`;
  return [columns.map(({ name }) => name), ...rows.map((row) => row.map(shown))].map(line).join("");
}

export interface PageOf {
  /** Whether the first row of the first page has the names of the columns. */
  readonly hasHeader: boolean;
  /** Index of its first row. */
  readonly from: number;
  /** Most rows of a page. */
  readonly limit: number;
}

/**
 * One page of GetQueryResults.
 *
 * @see https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html
 */
export function resultPage({ columns, rows }: TrinoResult, { hasHeader, from, limit }: PageOf) {
  const all = hasHeader ? [columns.map(({ name }) => name), ...rows] : rows;
  const next = from + limit;
  return {
    UpdateCount: 0,
    ResultSet: {
      Rows: all.slice(from, next).map((row) => ({ Data: row.map((value) => ({ VarCharValue: shown(value) })) })),
      ResultSetMetadata: { ColumnInfo: columns.map(columnInfo) },
    },
    ...(next < all.length && { NextToken: String(next) }),
  };
}

function columnInfo({ name, type }: TrinoColumn) {
  const [, base = type, precision = "0", scale = "0"] = /^(\w+)(?:\((\d+)(?:,\s*(\d+))?\))?/.exec(type) ?? [];
  const isDecimal = base === "decimal";
  return {
    CatalogName: "hive",
    Name: name,
    Label: name,
    Type: base,
    Precision: isDecimal ? Number(precision) : 0,
    Scale: isDecimal ? Number(scale) : 0,
    Nullable: "UNKNOWN",
    CaseSensitive: base === "varchar",
  };
}
