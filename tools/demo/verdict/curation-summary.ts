import pc from "picocolors";
import type { Environment } from "../../../environments/schema";
import type { DeltaRow } from "../../delta-reader/delta-lake";
import type { ExpectedCounts } from "../expectation/expected-lake";
import { otherMode } from "./other-mode";
import type { Proved } from "./prove-lake";
import { heading, row } from "./summary-lines";

interface CurationFigures extends Pick<Proved, "curated" | "comparedModes"> {
  readonly environment: Environment;
  readonly counts: ExpectedCounts;
}

/** The Delta tables, what was removed on the way to them, and a query; nothing when curation was left out. */
export function curationLines({ curated, counts, environment }: CurationFigures): string[] {
  if (curated === undefined) return [];
  const { tables, reports, example } = curated;
  const removed = (kind: "in_run" | "already_stored") =>
    reports.reduce((sum, { duplicates_removed: duplicates }) => sum + duplicates[kind], 0).toLocaleString("en");
  const inFlight = environment.processing === "in-flight";
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const [{ new_in_quarantine: quarantined }] = reports;
  return [
    "",
    heading("Delta tables of data_lake, read by DuckDB"),
    ...tables.map((table) =>
      row(table.table, table.rows.toLocaleString("en"), `${counted(table.dates, "date")}, digest ${table.digest}`),
    ),
    row("quarantine", quarantined.toLocaleString("en"), "with the reason; not compared between the modes"),
    row(
      "all",
      rows.toLocaleString("en"),
      `in two runs of ${reports.map(({ seconds }) => `${seconds} s`).join(" and ")}`,
    ),
    "",
    heading("Duplicates removed"),
    row(
      "in flight",
      inFlight ? counts.duplicates.toLocaleString("en") : "0",
      inFlight ? "" : "no function in this mode",
    ),
    row("in a run of the job", removed("in_run")),
    row("stored already", removed("already_stored"), "delivered twice by Firehose, between the two runs"),
    ...(example ? ["", heading("Example query"), `  ${example.sql}`, ...resultLines(example.rows)] : []),
  ];
}

/** How to compare the two modes, when they were not. */
export function otherModeLines({ comparedModes, environment }: CurationFigures): string[] {
  if (comparedModes) return [];
  const other = otherMode(environment.processing);
  return [
    pc.dim(
      `Not compared with mode ${other}: run the same command with --mode ${other} today, and its tables must be equal.`,
    ),
  ];
}

/** What a run without curation leaves out. */
export function notCurated({ processing }: Environment): string {
  return (
    "Not run: curation (--skip-curation). No Delta table was made or compared" +
    (processing === "in-lake" ? ", and in this mode nothing else removes duplicates or checks events." : ".")
  );
}

function resultLines(rows: readonly DeltaRow[]): string[] {
  const columns = Object.keys(rows[0] ?? {});
  const cells = [columns, ...rows.map((result) => columns.map((column) => cell(result[column])))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  return cells.map((line) => `  ${line.map((text, index) => text.padEnd(widths[index] ?? 0)).join("  ")}`.trimEnd());
}

function cell(value: DeltaRow[string] | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
