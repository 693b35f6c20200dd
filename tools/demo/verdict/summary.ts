import pc from "picocolors";
import type { FaultReport, Throttled } from "@event-lake/local-cloud";
import type { Environment } from "../../../environments/schema";
import type { ExpectedCounts, ExpectedLake } from "../expectation/expected-lake";
import type { Proved } from "./prove-lake";
import type { StageTime } from "../../stage-log";
import type { DeltaRow } from "../../delta-reader/delta-lake";
import { otherMode } from "./other-mode";

export interface DemoFigures extends Omit<Proved, "planIsEmpty"> {
  readonly environment: Environment;
  readonly counts: ExpectedLake["counts"];
  /** Names the events. */
  readonly sample: string;
  readonly stages: readonly StageTime[];
  /** Bytes that the producers sent. */
  readonly bytesSent: number;
  /** That were sent; one may hold several events. */
  readonly records: number;
  /** What was over a quota, and sent or read again. */
  readonly throttled: Throttled;
  /** What was made to go wrong; undefined when nothing was. */
  readonly faults?: FaultReport;
}

/** The demo's last words: what was sent, what is stored where, how long each stage took, and the verdict. */
export function summarise(figures: DemoFigures): string {
  return [
    "",
    heading(`Events in ${figures.environment.name}, mode ${figures.environment.processing} (${figures.sample})`),
    ...eventLines(figures),
    ...throttledLines(figures),
    ...faultLines(figures),
    "",
    heading(figures.environment.processing === "in-flight" ? "Delivered to raw/, by table" : "Delivered to landing/"),
    ...tableLines(figures.delivered.lake),
    ...curationLines(figures),
    "",
    heading("Seconds by stage"),
    ...figures.stages.map(({ stage, seconds }) => row(stage, seconds.toFixed(1))),
    "",
    heading("Verdict"),
    ...figures.verdict.checks.map(({ name, passed, detail }) =>
      passed ? `  ${pc.green("yes")}  ${name} ${pc.dim(detail)}` : `  ${pc.red("NO ")}  ${name}: ${detail}`,
    ),
    "",
    figures.verdict.passed ? pc.green(proved(figures)) : pc.red("Not proved: see the lines with NO."),
    ...(figures.curated ? otherModeLines(figures) : [pc.yellow(notCurated(figures.environment))]),
    "",
  ].join("\n");
}

function proved({ faults, curated, environment }: DemoFigures): string {
  if (!curated) {
    if (environment.processing === "in-lake") return "Proved: every event landed as it was sent.";
    return faults
      ? "Proved: every event is where it belongs, more than once only where a delivery's outcome was lost."
      : "Proved: every event is where it belongs, once.";
  }
  return faults
    ? "Proved: every event is in the tables once; in raw/ more than once only where a delivery's outcome was lost."
    : "Proved: every event is where it belongs, once.";
}

function throttledLines({ throttled: { streamRecords, streamReads, deliveryRecords } }: DemoFigures): string[] {
  return [
    "",
    heading("Over a quota, and sent or read again"),
    row("records of the stream", streamRecords.toLocaleString("en"), "a shard takes 1,000 or 1 MiB a second"),
    row("reads of the stream", streamReads.toLocaleString("en"), "a shard gives 2 MiB a second"),
    row("records of the delivery stream", deliveryRecords.toLocaleString("en"), "each of up to 500 events"),
  ];
}

function faultLines({ faults, verdict: { redelivered } }: DemoFigures): string[] {
  if (faults === undefined) return [];
  return [
    "",
    heading("Injected faults"),
    row("processes killed", String(faults.kills), "between claim and delivery, or before its answer"),
    row("throttled requests", String(faults.throttledRequests), "of the deduplication index"),
    row("failed entries", String(faults.failedEntries), "of PutRecordBatch, answered with 200"),
    row("cut connections", String(faults.cutConnections), "after a delivery was taken"),
    row("shard splits", String(faults.splits)),
    row("gateway restarts", String(faults.restarts)),
    row("put again by the producer", String(faults.recordsTakenUnknown.length), "taken, and the answer lost"),
    row("redelivered", redelivered.toLocaleString("en"), "stored once more; the Delta MERGE removes them"),
  ];
}

function eventLines({ counts, bytesSent, records, environment, curated }: DemoFigures): string[] {
  const inFlight = environment.processing === "in-flight";
  return [
    row(
      "sent",
      counts.sent.toLocaleString("en"),
      `in ${records.toLocaleString("en")} records, ${mebibytes(bytesSent)}`,
    ),
    row("unique", counts.events.toLocaleString("en"), "each stored once"),
    row(
      "duplicates",
      counts.duplicates.toLocaleString("en"),
      inFlight ? "in the duplicates queue" : "in landing/, too",
    ),
    row(
      "corrupted",
      counts.corrupted.toLocaleString("en"),
      inFlight ? "in the quarantine queue, each with its reason" : "in landing/, and from there in quarantine",
    ),
    row("late", counts.late.toLocaleString("en"), lateText(inFlight, curated !== undefined)),
    row("uncontracted", counts.uncontracted.toLocaleString("en"), "in uncontracted_event"),
  ];
}

function lateText(inFlight: boolean, curated: boolean): string {
  const delivered = inFlight ? "delivered to late_event" : "in landing/, by hour of arrival";
  if (curated) return `${delivered}, and curated into their own tables and dates`;
  return inFlight ? `${delivered}, by date of arrival` : delivered;
}

function tableLines(lake: Proved["delivered"]["lake"]): string[] {
  const tables = new Map<string, { rows: number; bytes: number; dates: number }>();
  for (const { table, rows, bytes } of lake.partitions) {
    const sum = tables.get(table) ?? { rows: 0, bytes: 0, dates: 0 };
    tables.set(table, { rows: sum.rows + rows, bytes: sum.bytes + bytes, dates: sum.dates + 1 });
  }
  return [
    ...[...tables].map(([table, { rows, bytes, dates }]) =>
      row(table, rows.toLocaleString("en"), `${dates} ${dates === 1 ? "date" : "dates"}, ${mebibytes(bytes)}`),
    ),
    row("all", lake.rows.toLocaleString("en"), `${lake.files} files, ${mebibytes(lake.bytes)}`),
  ];
}

export function heading(text: string): string {
  return pc.bold(text);
}

/** A figure with its name, and what is to be said of it. */
export function row(name: string, value: string, note = ""): string {
  return `  ${name.padEnd(40)} ${value.padStart(9)}  ${pc.dim(note)}`.trimEnd();
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

interface CurationFigures extends Pick<Proved, "curated" | "comparedModes"> {
  readonly environment: Environment;
  readonly counts: ExpectedCounts;
}

/** The Delta tables, the duplicates that were removed, and a query; nothing when curation was left out. */
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
