/** What a query gave back; undefined is NULL. */
export interface ResultTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | undefined)[])[];
}

export const FORMATS = ["table", "csv", "json"] as const;

export type Format = (typeof FORMATS)[number];

/** The text that a program or a person reads; ends with a line break unless it is empty. */
export function formatted({ columns, rows }: ResultTable, format: Format): string {
  switch (format) {
    case "csv":
      return [columns, ...rows].map((row) => `${row.map(csvValue).join(",")}\n`).join("");
    case "json":
      return rows
        .map((row) => JSON.stringify(Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null]))))
        .map((line) => `${line}\n`)
        .join("");
    case "table":
      return asTable(columns, rows);
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc4180 */
function csvValue(value: string | undefined): string {
  if (value === undefined) return "";
  return value === "" || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function asTable(columns: ResultTable["columns"], rows: ResultTable["rows"]): string {
  if (columns.length === 0) return "";
  const lines = [columns, ...rows].map((row) => row.map((value) => (value ?? "NULL").replaceAll(/\s+/g, " ")));
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const [header = [], ...body] = lines.map((line) =>
    line
      .map((value, index) => value.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [header, rule, ...body].map((line) => `${String(line)}\n`).join("");
}
