import { mkdirSync } from "node:fs";
import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { CONTRACTS_VERSION, eventTableName } from "../../../lambda-src/interface";
import type { CurationContract, CurationContracts } from "../../../events/curation-contracts";

/** Type-specific fields that every sample event has: ids, texts of few values, numbers, a time. */
const FIELDS: CurationContract["fields"] = (
  [
    { name: "user_uuid", type: "string", required: true },
    { name: "session_uuid", type: "string", required: true },
    { name: "lesson_id", type: "bigint", required: true },
    { name: "language", type: "string", required: true },
    { name: "platform", type: "string", required: true },
    { name: "app_version", type: "string", required: false },
    { name: "score", type: "double", required: true },
    { name: "duration_ms", type: "bigint", required: true },
    { name: "completed", type: "boolean", required: true },
    { name: "started_at", type: "timestamp", required: true },
  ] as const
).map((field) => ({ ...field, column: field.name }));

/** Names of so many event types, each with a table of its own. */
export function sampleEventNames(types: number): readonly string[] {
  return Array.from({ length: types }, (_, index) => `lesson:step${String(index).padStart(3, "0")}:done`);
}

/** The contracts document of the curation job for these events. */
export function sampleContracts(eventNames: readonly string[]): CurationContracts {
  return {
    version: CONTRACTS_VERSION,
    contracts: eventNames.map((name) => ({
      event_name: name,
      table: eventTableName(name),
      subject_fields: ["user_uuid"],
      fields: FIELDS,
    })),
  };
}

/** The day on which every sample event was created, and arrived. */
export const SAMPLE_DAY = "2026-03-14";

export interface SampleFiles {
  /** Holds `raw/` or `landing/` afterwards. */
  readonly folder: string;
  readonly eventNames: readonly string[];
  readonly eventsPerType: number;
  /** Files of each type, which split the day evenly. */
  readonly filesPerType: number;
  /** Which of these files to write: first, and behind the last. */
  readonly parts: readonly [number, number];
  /** "raw-parquet": as the deduplicator has them delivered; "landing-json": the same events as they were sent. */
  readonly input: "raw-parquet" | "landing-json";
}

/**
 * Writes a day of events as the delivery stream does: a folder for each table and date, or for each hour. Everything is made from numbers by
 * MD5, so two runs write the same events.
 *
 * @returns the folder to curate
 */
export async function writeSampleFiles(duckdb: DuckDBConnection, files: SampleFiles): Promise<string> {
  const root = path.join(files.folder, files.input === "raw-parquet" ? "raw" : "landing");
  for (const [type, eventName] of files.eventNames.entries()) {
    for (let part = files.parts[0]; part < files.parts[1]; part += 1) {
      const events = eventsSql(eventName, type, part, files);
      const isRaw = files.input === "raw-parquet";
      const folder = path.join(root, ...(isRaw ? rawFolder(eventName) : [SAMPLE_DAY, hourOf(part)]));
      mkdirSync(folder, { recursive: true });
      await duckdb.run(isRaw ? copyRaw(events, folder, part) : copyLanding(events, folder, type, part));
    }
  }
  return root;
}

function eventsSql(
  eventName: string,
  type: number,
  part: number,
  { eventsPerType, filesPerType }: SampleFiles,
): string {
  const [first, last] = [part, part + 1].map((edge) => Math.round((edge * eventsPerType) / filesPerType));
  const uuid = (salt: string) => `md5(concat('${salt}', ${type}, ':', n))::uuid::varchar`;
  const pick = (salt: string, values: number) => `(hash(concat('${salt}', ${type}, ':', n)) % ${values})::bigint`;
  return `
    WITH numbers AS (SELECT range AS n FROM range(${first}, ${last})),
    events AS (
      SELECT n, ${uuid("event")} AS event_uuid, '${eventName}' AS event_name,
        epoch(TIMESTAMP '${SAMPLE_DAY}') + round((n + 0.5) * 86400 / ${eventsPerType}, 3) AS created_at,
        json_object(
          'user_uuid', md5(concat('user', ${pick("user", 20_000)}))::uuid::varchar,
          'session_uuid', ${uuid("session")},
          'lesson_id', ${pick("lesson", 3_000)},
          'language', ['ENG','SPA','FRA','DEU','ITA','POR','POL','SWE','TUR','DAN','NOR','NLD','IND','RUS'][1 + ${pick("language", 14)}],
          'platform', ['android','ios','web'][1 + ${pick("platform", 3)}],
          'app_version', concat('20.', ${pick("version", 12)}, '.1'),
          'score', ${pick("score", 10_000)} / 100,
          'duration_ms', ${pick("duration", 900_000)},
          'completed', ${pick("completed", 2)} = 1,
          'started_at', strftime(make_timestamp(1773446400000000 + n * 1000000), '%Y-%m-%dT%H:%M:%SZ')
        ) AS payload
      FROM numbers
    )`;
}

const ISO = "'%Y-%m-%dT%H:%M:%S.%gZ'";

function copyRaw(events: string, folder: string, part: number): string {
  const datetime = (seconds: string) => `strftime(make_timestamp(((${seconds}) * 1e6)::bigint), ${ISO})`;
  return `COPY (${events}
    SELECT event_uuid, event_name, split_part(event_name, ':', 1) AS event_type, split_part(event_name, ':', 2) AS event_subtype,
      created_at::double AS created_at, ${datetime("created_at")} AS created_datetime,
      ${datetime("created_at + 0.8")} AS arrived_datetime, payload::varchar AS payload
    FROM events) TO '${folder}/part-${part}.parquet' (FORMAT parquet, COMPRESSION snappy)`;
}

function rawFolder(eventName: string): string[] {
  return [eventTableName(eventName), `created_date=${SAMPLE_DAY}`];
}

function hourOf(part: number): string {
  return String(Math.min(23, part)).padStart(2, "0");
}

/** The envelope beside the type-specific fields, as producers send them. */
function copyLanding(events: string, folder: string, type: number, part: number): string {
  const unique = `${String(type).padStart(8, "0")}-0000-4000-8000-${String(part).padStart(12, "0")}`;
  const file = `${folder}/landing-1-${SAMPLE_DAY}-${hourOf(part)}-00-00-${unique}.gz`;
  const line =
    "json_merge_patch(json_object('event_uuid', event_uuid, 'event_name', event_name, 'created_at', created_at), payload)";
  return `COPY (${events} SELECT ${line}::varchar FROM events)
    TO '${file}' (FORMAT csv, HEADER false, DELIMITER '\\x01', QUOTE '', ESCAPE '', COMPRESSION gzip)`;
}
