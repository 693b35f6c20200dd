import { UNCONTRACTED_TABLE } from "../../lambda-src/interface";
import { closestName } from "../closest-name";
import type { Outcome } from "./event-outcomes";

/** What a person reads of the outcomes. */
export interface OutcomesReport {
  /** A line for each event that is not stored, or, on demand, for every one. */
  readonly lines: readonly string[];
  readonly summary: readonly string[];
  /** Whether no event is rejected. */
  readonly passed: boolean;
}

/**
 * @param source of the events, which each line begins with
 * @param names of the events that have a contract
 * @param all whether events that are stored have a line, too
 */
export function outcomesReport(
  outcomes: Iterable<Outcome>,
  source: string,
  names: readonly string[],
  all: boolean,
): OutcomesReport {
  const lines: string[] = [];
  const counts = { stored: 0, duplicate: 0, rejected: 0 };
  const tables = new Map<string, number>();
  const reasons = new Map<string, number>();
  const uncontracted = new Map<string, number>();
  for (const outcome of outcomes) {
    counts[outcome.kind] += 1;
    const place = `${source}:${outcome.line}`;
    if (outcome.kind === "rejected") {
      add(reasons, outcome.reason);
      lines.push(`${place}  rejected: ${outcome.reason}: ${outcome.detail}`);
    } else if (outcome.kind === "duplicate") {
      lines.push(`${place}  duplicate of the event of line ${outcome.firstLine} (${outcome.eventName})`);
    } else {
      add(tables, outcome.table);
      if (outcome.table === UNCONTRACTED_TABLE) add(uncontracted, outcome.eventName);
      if (all) lines.push(`${place}  stored in ${outcome.table}`);
    }
  }
  const { stored, duplicate, rejected } = counts;
  return {
    lines,
    summary: [
      `${stored + duplicate + rejected} events: ${stored} stored, ${duplicate} duplicates, ${rejected} rejected.`,
      ...listed("Stored in", tables),
      ...listed("Rejected for", reasons),
      ...[...uncontracted].map(([name, count]) => uncontractedLine(name, count, names)),
    ],
    passed: rejected === 0,
  };
}

function uncontractedLine(name: string, count: number, names: readonly string[]): string {
  const meant = closestName(name, names);
  const suggestion = meant === undefined ? "" : ` Did you mean ${meant}?`;
  return `No contract names ${name} (${count}): it is stored in ${UNCONTRACTED_TABLE} until one does.${suggestion}`;
}

function listed(what: string, counts: ReadonlyMap<string, number>): string[] {
  if (counts.size === 0) return [];
  const parts = [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`);
  return [`${what}: ${parts.join(", ")}.`];
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
