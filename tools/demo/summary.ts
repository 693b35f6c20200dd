import pc from "picocolors";
import type { FaultReport } from "../../local-cloud/faults/fault-injection";
import type { ExpectedLake } from "./expected-lake";
import type { Lake } from "./lake-reader";
import type { StageTime } from "./stage-log";
import type { Verdict } from "./verdict";

export interface DemoFigures {
  readonly environment: string;
  readonly counts: ExpectedLake["counts"];
  readonly lake: Lake;
  readonly verdict: Verdict;
  readonly stages: readonly StageTime[];
  /** Bytes that the producers sent. */
  readonly bytesSent: number;
  /** What was made to go wrong; undefined when nothing was. */
  readonly faults?: FaultReport;
}

/** The demo's last words: what was sent, what is stored where, how long each stage took, and the verdict. */
export function summarise(figures: DemoFigures): string {
  return [
    "",
    heading(`Events in ${figures.environment}`),
    ...eventLines(figures),
    ...faultLines(figures),
    "",
    heading("Stored by table"),
    ...tableLines(figures.lake),
    "",
    heading("Seconds by stage"),
    ...figures.stages.map(({ stage, seconds }) => row(stage, seconds.toFixed(1))),
    "",
    heading("Verdict"),
    ...figures.verdict.checks.map(({ name, passed, detail }) =>
      passed ? `  ${pc.green("yes")}  ${name} ${pc.dim(detail)}` : `  ${pc.red("NO ")}  ${name}: ${detail}`,
    ),
    "",
    figures.verdict.passed
      ? pc.green(figures.faults ? PROVED_UNDER_FIRE : "Proved: every event is where it belongs, once.")
      : pc.red("Not proved: see the lines with NO."),
    "",
  ].join("\n");
}

const PROVED_UNDER_FIRE =
  "Proved: every event is where it belongs, more than once only where a delivery's outcome was lost.";

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

function eventLines({ counts, bytesSent }: DemoFigures): string[] {
  return [
    row("sent", counts.sent.toLocaleString("en"), `${mebibytes(bytesSent)} of JSON`),
    row("unique", counts.events.toLocaleString("en"), "each stored once"),
    row("duplicates", counts.duplicates.toLocaleString("en"), "in the duplicates queue"),
    row("corrupted", counts.corrupted.toLocaleString("en"), "in the quarantine queue, each with its reason"),
    row("late", counts.late.toLocaleString("en"), "in late_event, by date of arrival"),
    row("uncontracted", counts.uncontracted.toLocaleString("en"), "in uncontracted_event"),
  ];
}

function tableLines(lake: Lake): string[] {
  const tables = new Map<string, { rows: number; bytes: number; dates: number }>();
  for (const { table, rows, bytes } of lake.partitions) {
    const sum = tables.get(table) ?? { rows: 0, bytes: 0, dates: 0 };
    tables.set(table, { rows: sum.rows + rows, bytes: sum.bytes + bytes, dates: sum.dates + 1 });
  }
  return [
    ...[...tables].map(([table, { rows, bytes, dates }]) =>
      row(table, rows.toLocaleString("en"), `${dates} ${dates === 1 ? "date" : "dates"}, ${mebibytes(bytes)}`),
    ),
    row("all", lake.rows.toLocaleString("en"), `${lake.files} Parquet files, ${mebibytes(lake.bytes)}`),
  ];
}

function heading(text: string): string {
  return pc.bold(text);
}

function row(name: string, value: string, note = ""): string {
  return `  ${name.padEnd(40)} ${value.padStart(9)}  ${pc.dim(note)}`.trimEnd();
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
