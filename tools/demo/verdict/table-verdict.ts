import { createHash } from "node:crypto";
import type { Json } from "@duckdb/node-api";
import { type DeltaLake, type DeltaRow, textOf } from "../../delta-reader/delta-lake";
import type { ExpectedRow } from "../expectation/expected-tables";
import { Findings, shown, type VerdictCheck } from "./findings";
import { canonicalJson, canonicalMembers } from "../expectation/json-text";
import { isSameValue } from "../expectation/typed-value";
import { eventKey } from "../expectation/event-rules";
import { unknownFields } from "../expectation/unknown-fields";
import { UNKNOWN_FIELDS_COLUMN } from "../../../lambda-src/interface";
import { fieldDifferences, isSamePayload } from "./verdict";
import type { ExpectedQuarantine } from "../expectation/expected-lake";

/** What one Delta table of events holds. */
export interface CuratedTable {
  readonly table: string;
  readonly rows: number;
  readonly dates: number;
  /** `RowSetDigest` of its rows. */
  readonly digest: string;
}

export interface TablesJudgement {
  readonly tables: readonly CuratedTable[];
  readonly checks: readonly VerdictCheck[];
}

/**
 * Judges every row of every Delta table of events.
 *
 * @param expected by `eventKey`, as `expectTables` makes it
 * @param tables names of the tables of events
 * @param excused events, by `eventKey`, that may be missing, since quarantine was allowed to have them
 */
export async function judgeTables(
  expected: ReadonlyMap<string, ExpectedRow>,
  lake: Pick<DeltaLake, "rows">,
  tables: readonly string[],
  excused: (key: string) => boolean,
): Promise<TablesJudgement> {
  const findings = {
    missing: new Findings("every valid event is in the Delta tables"),
    twice: new Findings("no event is in the Delta tables twice"),
    place: new Findings("every event, a late one too, is in its table under the date of its creation"),
    columns: new Findings("every column has the value that was sent, in the contract's type"),
    unsent: new Findings("the Delta tables hold nothing that was not sent, or that breaks its contract"),
  };
  const stored = new Set<string>();
  const curated: CuratedTable[] = [];
  let rows = 0;
  for (const table of tables) {
    const digest = new RowSetDigest();
    const dates = new Set<string>();
    let count = 0;
    for await (const row of lake.rows(table)) {
      digest.add(row);
      count += 1;
      dates.add(textOf(row["created_date"]) ?? "");
      const uuid = textOf(row["event_uuid"]) ?? "";
      const key = eventKey(textOf(row["event_name"]) ?? "", uuid);
      const right = expected.get(key);
      if (right === undefined) {
        findings.unsent.add(`${shown(uuid)} in ${table}`);
        continue;
      }
      if (stored.has(key)) findings.twice.add(`${uuid} in ${table}`);
      stored.add(key);
      if (right.table !== table || right.createdDate !== row["created_date"]) {
        findings.place.add(
          `${uuid} is in ${table} under ${shown(row["created_date"])} instead of ${right.table} under ${right.createdDate}`,
        );
      }
      for (const difference of columnDifferences(right, row)) findings.columns.add(`${table} ${uuid}: ${difference}`);
    }
    rows += count;
    curated.push({ table, rows: count, dates: dates.size, digest: digest.value() });
  }
  for (const [key, { event, table, certain }] of expected) {
    if (certain && !stored.has(key) && !excused(key)) findings.missing.add(`${event.uuid} (${table})`);
  }
  const { missing, ...others } = findings;
  const compared = `${rows} rows of ${tables.length} tables were compared.`;
  return {
    tables: curated,
    checks: [
      missing.check(`${stored.size} events are stored.`),
      ...Object.values(others).map((found) => found.check(compared)),
    ],
  };
}

function columnDifferences({ event, contract, certain }: ExpectedRow, row: DeltaRow): string[] {
  const differences = fieldDifferences(event, {
    eventName: textOf(row["event_name"]),
    eventType: textOf(row["event_type"]),
    eventSubtype: textOf(row["event_subtype"]),
    createdAt: typeof row["created_at"] === "number" ? row["created_at"] : null,
    createdDatetime: textOf(row["created_datetime"]),
    arrivedDatetime: textOf(row["arrived_datetime"]),
  });
  if (contract === undefined) {
    const same = isSamePayload(event, { payload: textOf(row["payload"]) });
    return same ? [...differences] : [...differences, `payload is ${shown(row["payload"])}`];
  }
  if (!certain) return [...differences];
  const sent = new Map(canonicalMembers(event.payload));
  const wrong = contract.fields.filter(
    ({ name, column, columnType }) => !isSameValue(columnType, sent.get(name), row[column]),
  );
  const unknown = unknownFields(contract, event.payload);
  const stored = row[UNKNOWN_FIELDS_COLUMN] ?? undefined;
  const isKept = unknown === (typeof stored === "string" ? canonicalJson(stored) : stored);
  return [
    ...differences,
    ...(isKept ? [] : [`${UNKNOWN_FIELDS_COLUMN} is ${shown(stored)} instead of ${unknown ?? "null"}`]),
    ...wrong.map(({ name, column }) => `${column} is ${shown(row[column])} instead of ${sent.get(name) ?? "null"}`),
  ];
}

/** Moment of arrival: another run, or the other mode, has another. */
const NOT_COMPARED = "arrived_datetime";
/** Copies of an event may write the same JSON in other ways. */
const JSON_COLUMNS = ["payload", UNKNOWN_FIELDS_COLUMN];

/**
 * A hash of a table's rows, whatever their order: equal for equal rows and for nothing else. It leaves out
 * `arrived_datetime`, and takes a payload as the JSON that it is, not as the text of the copy that was stored.
 */
export class RowSetDigest {
  private readonly hashes: string[] = [];

  add(row: DeltaRow): void {
    this.hashes.push(createHash("sha256").update(rowText(row)).digest("hex"));
  }

  /** 16 hexadecimal digits. */
  value(): string {
    const all = createHash("sha256");
    for (const hash of this.hashes.sort()) all.update(hash);
    return all.digest("hex").slice(0, 16);
  }
}

/** The row as a text that equal rows share. */
export function rowText(row: DeltaRow): string {
  const columns = Object.keys(row)
    .filter((name) => name !== NOT_COMPARED)
    .sort()
    .map((name) => [name, JSON_COLUMNS.includes(name) ? canonicalText(row[name]) : row[name]]);
  return JSON.stringify(columns);
}

function canonicalText(text: Json | undefined): Json | undefined {
  return typeof text === "string" ? canonicalJson(text) : text;
}

/**
 * Judges the Delta table `quarantine`: what breaks its contract is there, and what has no right envelope, each with its
 * reason, and nothing else.
 *
 * @param corrupted what this table must hold
 * @param allowed events, by `eventKey`, that may be there as well
 */
export async function judgeQuarantineTable(
  expected: ReadonlyMap<string, ExpectedRow>,
  corrupted: readonly ExpectedQuarantine[],
  rows: AsyncIterable<DeltaRow> | Iterable<DeltaRow>,
  allowed: (key: string) => boolean,
): Promise<VerdictCheck> {
  const findings = new Findings("the Delta table quarantine holds what it must, with its reason, and nothing else");
  // A row without an id is the text of a record. Several copies of an event may be broken, each in its way.
  const right = new Map<string, string[]>();
  for (const { key, textSha256, reason } of corrupted) {
    right.set(key ?? textSha256, [...(right.get(key ?? textSha256) ?? []), reason]);
  }
  const found = new Set<string>();
  let count = 0;
  for await (const row of rows) {
    count += 1;
    const uuid = row["event_uuid"];
    const payload = row["payload"];
    const key =
      typeof uuid === "string"
        ? eventKey(textOf(row["event_name"]) ?? "", uuid)
        : createHash("sha256")
            .update(typeof payload === "string" ? payload : "")
            .digest("hex");
    const reasons = right.get(key) ?? [];
    found.add(key);
    const isAllowed = typeof uuid === "string" && (expected.get(key)?.certain === false || allowed(key));
    if (!reasons.includes(textOf(row["reason"]) ?? "") && !isAllowed) {
      const instead = reasons.join(" or ") || "not at all";
      findings.add(`${shown(uuid ?? payload)} is there as ${shown(row["reason"])} instead of ${instead}`);
    }
  }
  for (const { key, textSha256, reason, preview } of corrupted) {
    if (!found.has(key ?? textSha256)) findings.add(`${reason} is missing for ${shown(preview)}`);
  }
  return findings.check(`${count} rows.`);
}
