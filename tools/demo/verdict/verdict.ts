import { createHash } from "node:crypto";
import { z } from "zod";
import { eventKey } from "../expectation/event-rules";
import type { ExpectedEvent, ExpectedLake, ExpectedQuarantine } from "../expectation/expected-lake";
import { Findings, shown, type VerdictCheck } from "./findings";
import type { LakeRow } from "../reading/lake-reader";
import type { QueueMessage } from "../reading/queue-messages";
import { judgeDuplicates, judgeQuarantine } from "./queue-verdict";
import { LATE_TABLE, REJECTED_TABLE } from "../../../lambda-src/interface";
import { canonicalJson } from "../expectation/json-text";

/** What was expected, and what was found. */
export interface Evidence {
  readonly expected: ExpectedLake;
  /** Every stored row, for example `(await readLake(folder)).readRows()`. */
  readonly lakeRows: AsyncIterable<LakeRow> | Iterable<LakeRow>;
  /** A message that came twice (same shard and sequence number) counts once: a queue delivers at least once. */
  readonly duplicatesMessages: readonly QueueMessage[];
  readonly quarantineMessages: readonly QueueMessage[];
  /** Events of which a delivery's outcome was lost: how many copies beyond the first may be stored. @default - none */
  readonly redeliverable?: ReadonlyMap<string, number>;
}

/** The answer to the question of the demo: did every event end where it belongs, once? */
export interface Verdict {
  /** True when every check passed. */
  readonly passed: boolean;
  readonly checks: readonly VerdictCheck[];
  /** Stored copies that a lost outcome explains. */
  readonly redelivered: number;
}

/** Compares what was found with what was expected, event by event. */
export async function judge(evidence: Evidence): Promise<Verdict> {
  const { expected, redeliverable } = evidence;
  const duplicates = judgeDuplicates(expected, evidence.duplicatesMessages);
  const quarantine = judgeQuarantine(expected, evidence.quarantineMessages);
  const rows = await judgeRows(expected, evidence.lakeRows, quarantine.undecided, redeliverable);
  const stored = rows.count - rows.redelivered;
  const found = stored + duplicates.count + quarantine.count;
  const sums: VerdictCheck = {
    name: "sent = stored + duplicates + corrupted",
    passed: found === expected.counts.sent,
    detail:
      `${expected.counts.sent} sent; ${stored} stored + ${duplicates.count} duplicates + ` +
      `${quarantine.count} corrupted = ${found}.` +
      (redeliverable === undefined ? "" : ` ${rows.redelivered} redelivered copies are not in it.`),
  };
  const rejected = judgeRejectedRows(expected, rows.rejected);
  const checks = [...rows.checks, rejected, duplicates.check, quarantine.check, sums];
  return { passed: checks.every((check) => check.passed), checks, redelivered: rows.redelivered };
}

/** What the stored rows say. */
export interface RowsJudgement {
  readonly count: number;
  /** Rows of `rejected_event`; they are not in `count`. */
  readonly rejected: readonly LakeRow[];
  /** Rows among those counted that are copies of another, and allowed. */
  readonly redelivered: number;
  readonly checks: readonly VerdictCheck[];
}

/** Columns that every stored event has, also in a Delta table. */
export type EnvelopeColumns = Pick<
  LakeRow,
  "eventName" | "eventType" | "eventSubtype" | "createdAt" | "createdDatetime" | "arrivedDatetime"
>;

const ISO_MILLISECONDS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/**
 * Judges the rows of the lake.
 *
 * @param excused Events, by `eventKey`, that may be missing, since quarantine has them and was allowed to.
 * @param redeliverable How many copies beyond the first may be stored, by `eventKey`. @default none of any
 */
export async function judgeRows(
  expected: ExpectedLake,
  rows: AsyncIterable<LakeRow> | Iterable<LakeRow>,
  excused: ReadonlySet<string>,
  redeliverable?: ReadonlyMap<string, number>,
): Promise<RowsJudgement> {
  const findings = {
    missing: new Findings("every unique valid event is stored"),
    twice: new Findings(
      redeliverable === undefined
        ? "no event is stored twice"
        : "no event is stored more often than deliveries with a lost outcome explain",
    ),
    table: new Findings("every event is in its table"),
    date: new Findings("every event is under its date"),
    fields: new Findings("every enriched field is right"),
    payload: new Findings("every payload is stored without loss"),
    unsent: new Findings("nothing is stored that was not sent"),
  };
  const stored = new Map<string, number>();
  const rejected: LakeRow[] = [];
  let count = 0;
  let redelivered = 0;
  for await (const row of rows) {
    if (row.table === REJECTED_TABLE) {
      rejected.push(row);
      continue;
    }
    count += 1;
    const key = eventKey(row.eventName ?? "", row.eventUuid ?? "");
    const event = expected.events.get(key);
    if (event === undefined) {
      findings.unsent.add(`${shown(row.eventUuid)} (${shown(row.eventName)}) in ${row.file}`);
      continue;
    }
    const times = (stored.get(key) ?? 0) + 1;
    stored.set(key, times);
    const allowed = 1 + (redeliverable?.get(key) ?? 0);
    if (times > 1 && times <= allowed) redelivered += 1;
    if (times === allowed + 1) findings.twice.add(`${event.uuid} (${event.name}), number ${times} in ${row.file}`);
    judgePlace(event, row, findings.table, findings.date);
    for (const difference of fieldDifferences(event, row)) findings.fields.add(`${event.uuid}: ${difference}`);
    if (!isSamePayload(event, row)) {
      findings.payload.add(`${event.uuid}: ${shown(row.payload)} instead of ${shown(event.payload)}`);
    }
  }
  for (const [key, event] of expected.events) {
    if (!stored.has(key) && !excused.has(key)) findings.missing.add(`${event.uuid} (${event.name})`);
  }
  const sum = `${stored.size} of ${expected.counts.events} events are stored.`;
  const compared = `${count} rows were compared.`;
  const { missing, twice, table, date, fields, payload, unsent } = findings;
  return {
    count,
    rejected,
    redelivered,
    checks: [
      missing.check(sum),
      ...[twice, table, date, fields, payload, unsent].map((found) => found.check(compared)),
    ],
  };
}

/** Judges the rows of `rejected_event`: all that was rejected is there, but for what no delivery stream takes. */
function judgeRejectedRows(expected: ExpectedLake, rows: readonly LakeRow[]): VerdictCheck {
  const findings = new Findings("what was rejected is delivered to rejected_event, and nothing else is");
  const keyOf = ({ key, textSha256, reason }: ExpectedQuarantine) => key ?? `${textSha256} ${reason}`;
  const right = new Map(
    expected.corrupted.filter(({ reason }) => reason !== "too_large").map((record) => [keyOf(record), record]),
  );
  const allowed = new Set([...expected.events.values()].flatMap((event) => event.mayBeQuarantined.map(keyOf)));
  const found = new Set<string>();
  for (const row of rows) {
    const key = row.eventUuid === null ? textKey(row.payload) : eventKey(row.eventName ?? "", row.eventUuid);
    found.add(key);
    if (!right.has(key) && !allowed.has(key)) findings.add(`${shown(row.eventUuid ?? row.payload)} in ${row.file}`);
    if (row.arrivedDatetime?.startsWith(row.createdDate) !== true) {
      findings.add(`a row that arrived ${shown(row.arrivedDatetime)} is under ${row.createdDate} in ${row.file}`);
    }
  }
  for (const [key, { reason, preview }] of right) {
    if (!found.has(key)) findings.add(`${reason} is missing for ${shown(preview)}`);
  }
  return findings.check(`${rows.length} rows were compared.`);
}

const rejectedPayload = z.object({ reason: z.string(), detail: z.string().min(1), record: z.string() });

function textKey(payload: string | null): string {
  const parsed = rejectedPayload.safeParse(JSON.parse(payload ?? "null"));
  if (!parsed.success) return `no payload of a rejected record: ${payload ?? "null"}`;
  return `${createHash("sha256").update(parsed.data.record).digest("hex")} ${parsed.data.reason}`;
}

/** A row in a wrong table is not blamed for its date as well, as long as the date suits one of the right tables. */
function judgePlace(event: ExpectedEvent, row: LakeRow, table: Findings, date: Findings): void {
  const inTable = event.placements.filter((placement) => placement.table === row.table);
  if (inTable.length === 0) {
    const right = [...new Set(event.placements.map((placement) => placement.table))].join(" or ");
    table.add(`${event.uuid} (${event.name}) is in ${shown(row.table)} instead of ${right}`);
  }
  const dates = (inTable.length === 0 ? event.placements : inTable).map((placement) => placement.createdDate);
  const isArrivalDate = row.table !== LATE_TABLE || row.arrivedDatetime?.startsWith(row.createdDate) === true;
  if (!dates.includes(row.createdDate) || !isArrivalDate) {
    const arrival = row.table === LATE_TABLE ? `, arrived ${shown(row.arrivedDatetime)}` : "";
    date.add(`${event.uuid} is under ${shown(row.createdDate)} instead of ${dates.join(" or ")}${arrival}`);
  }
}

/** What the envelope columns of a row say otherwise than the event, one sentence each. */
export function fieldDifferences(event: ExpectedEvent, row: EnvelopeColumns): readonly string[] {
  const pairs = [
    ["event_name", row.eventName, event.name],
    ["event_type", row.eventType, event.type],
    ["event_subtype", row.eventSubtype, event.subtype],
    ["created_at", row.createdAt, event.createdAt],
    ["created_datetime", row.createdDatetime, event.createdDatetime],
  ] as const;
  const differences = pairs
    .filter(([, found, right]) => found !== right)
    .map(([name, found, right]) => `${name} is ${shown(found)} instead of ${shown(right)}`);
  return ISO_MILLISECONDS.test(row.arrivedDatetime ?? "")
    ? differences
    : [
        ...differences,
        `arrived_datetime is ${shown(row.arrivedDatetime)} instead of ISO 8601 with milliseconds in UTC`,
      ];
}

/** Whether a stored payload is the JSON that was sent. */
export function isSamePayload(event: ExpectedEvent, row: Pick<LakeRow, "payload">): boolean {
  const { payload } = row;
  if (payload === null) return false;
  try {
    return payload === event.payload || canonicalJson(payload) === event.payload;
  } catch {
    return false;
  }
}
