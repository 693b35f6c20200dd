import type { Json } from "@duckdb/node-api";
import type { ColumnType } from "../../../../events/column-type";
import type { DeltaRow } from "../../../../tools/delta-reader/delta-lake";
import type { ExpectedRow } from "../../../../tools/demo/expectation/expected-tables";
import { canonicalMembers } from "../../../../tools/demo/expectation/json-text";
import { unknownFields } from "../../../../tools/demo/expectation/unknown-fields";

/** The rows of a lake in which everything went right, by table. */
export function rowsOf(expected: ReadonlyMap<string, ExpectedRow>): Map<string, DeltaRow[]> {
  const tables = new Map<string, DeltaRow[]>();
  for (const row of expected.values()) tables.set(row.table, [...(tables.get(row.table) ?? []), rowOf(row)]);
  return tables;
}

function rowOf({ event, contract, createdDate }: ExpectedRow): DeltaRow {
  const sent = new Map(canonicalMembers(event.payload));
  const fields = contract?.fields.map(({ name, columnType }) => [name, stored(columnType, sent.get(name))] as const);
  return {
    event_uuid: event.uuid,
    event_name: event.name,
    event_type: event.type,
    event_subtype: event.subtype,
    created_at: event.createdAt,
    created_datetime: event.createdDatetime,
    arrived_datetime: "2026-11-24T12:00:01.000Z",
    ...(fields ? Object.fromEntries(fields) : { payload: event.payload }),
    ...(contract && { unknown_fields: unknownFields(contract, event.payload) ?? null }),
    created_date: createdDate,
  };
}

function stored(type: ColumnType, json: string | undefined): Json {
  if (json === undefined || json === "null") return null;
  const value = JSON.parse(json) as Json;
  if (typeof type === "object") {
    if ("decimal" in type) return typeof value === "string" ? value : json;
    if ("array" in type) {
      return Array.isArray(value) ? value.map((item) => stored(type.array, JSON.stringify(item))) : null;
    }
    const members = new Map(canonicalMembers(json));
    return Object.fromEntries(type.struct.map(({ name, type: member }) => [name, stored(member, members.get(name))]));
  }
  if (type === "bigint") return json;
  return type === "json" && typeof value !== "string" ? json : value;
}
