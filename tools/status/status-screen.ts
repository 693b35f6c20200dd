import type { Environment } from "../../environments/schema";
import { type EnvironmentStatus, LOOKED_AT_MINUTES } from "./environment-status";

const MINUTE = 60_000;
/** A run is late when this many intervals have passed since the one before it began. */
const LATE_INTERVALS = 2;

/** What is wrong with an environment, a sentence each; none when it is healthy. */
export function findings(status: EnvironmentStatus): readonly string[] {
  const { waiting, parts, ringing, environment } = status;
  return [
    ...ringing.map((alarm) => `${alarm} rings: ${runbookOf(alarm, environment)}`),
    ...parts.flatMap(({ name, runs }) => (runs ? [] : [`${name} is off: npm run resume -- ${environment.name}`])),
    ...waiting.flatMap(({ where, count, counted, redrive }) =>
      redrive !== undefined && count > 0 ? [`${count} ${counted} wait in the ${where}: ${redrive}`] : [],
    ),
    ...jobFindings(status),
  ];
}

function runbookOf(alarm: string, { namePrefix, name }: Environment): string {
  return `docs/runbooks/${alarm.slice(`${namePrefix}-${name}-alarms-`.length)}.md`;
}

function jobFindings({ runs, now, environment }: EnvironmentStatus): readonly string[] {
  const isCuration = ({ Arguments = {} }: (typeof runs)[number]) => (Arguments["--command"] ?? "curate") === "curate";
  const ended = runs.find(({ CompletedOn }) => CompletedOn !== undefined);
  const last = runs.find(isCuration);
  const minutes = last?.StartedOn === undefined ? 0 : (now.getTime() - last.StartedOn.getTime()) / MINUTE;
  const { everyMinutes } = environment.curation;
  return [
    ...(ended === undefined || ended.JobRunState === "SUCCEEDED"
      ? []
      : [`The last run of the job is ${ended.JobRunState ?? "?"}: ${ended.ErrorMessage ?? "no message"}`]),
    ...(minutes > LATE_INTERVALS * everyMinutes
      ? [`The job curated last ${age(minutes * 60)} ago, and should every ${everyMinutes} minutes`]
      : []),
  ];
}

/** One screen for a person. */
export function statusScreen(status: EnvironmentStatus): string {
  const { environment, now, figures, waiting, runs, parts, tables, alarms, ringing } = status;
  const wrong = findings(status);
  const ages = figures.filter(({ kind }) => kind === "age");
  const rates = figures.filter(({ kind }) => kind === "rate");
  const since = (at: Date | undefined) =>
    at === undefined ? "-" : `${age((now.getTime() - at.getTime()) / 1000)} ago`;
  const lines = [
    `${environment.namePrefix}-${environment.name}, ${environment.processing}, ${now.toISOString().slice(0, 19)}Z`,
    ...section(`a second, over ${LOOKED_AT_MINUTES} minutes`, rates, ({ what, value }) => [what, rate(value)]),
    ...section("age, latest", ages, ({ what, value }) => [what, value === undefined ? "-" : age(value)]),
    ...section("set aside", waiting, ({ where, count, counted, oldest }) => [
      where,
      `${count} ${counted}${oldest === undefined ? "" : `, the oldest ${since(oldest)}`}`,
    ]),
    ...section("consumption", parts, ({ name, runs: on }) => [name, on ? "on" : "OFF"]),
    ...section("last runs of the job", runs, ({ Arguments, JobRunState, StartedOn, ExecutionTime }) => [
      Arguments?.["--command"] ?? "curate",
      `${JobRunState ?? "?"}, ${since(StartedOn)}, ${ExecutionTime ?? 0} s`,
    ]),
    ...section("tables: newest event, by its arrival", tables, ({ table, newestArrival }) => [
      table,
      since(newestArrival),
    ]),
    ...section("alarms", [...ringing], (name) => [name, "RINGS"]),
    ringing.length === 0 ? `\nalarms\n  none of ${alarms.length} rings` : `  ${alarms.length} in all`,
    "",
    wrong.length === 0 ? "Healthy." : `Not healthy:\n${wrong.map((sentence) => `  ${sentence}`).join("\n")}`,
  ];
  return `${lines.join("\n")}\n`;
}

function section<T>(title: string, rows: readonly T[], cells: (row: T) => readonly [string, string]): string[] {
  if (rows.length === 0) return [];
  const all = rows.map(cells);
  const width = Math.max(...all.map(([what]) => what.length));
  return ["", title, ...all.map(([what, value]) => `  ${what.padEnd(width)}  ${value}`)];
}

function rate(value: number | undefined): string {
  return value === undefined ? "-" : value.toFixed(value < 10 ? 2 : 0);
}

/** `45 s`, `12 min`, `7.5 h`, `3.2 d`. */
export function age(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} d`;
}
