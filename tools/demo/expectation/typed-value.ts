import { isDeepStrictEqual } from "node:util";
import type { Json } from "@duckdb/node-api";
import type { ColumnType } from "../../../events/column-type";
import { canonicalElements, canonicalMembers } from "./json-text";

/** Whether a value can be stored in a column; `undecided` where the contract alone does not say. */
export type Fitness = "fits" | "wrong_type" | "missing_field" | "invalid_value" | "undecided";

/** The later one decides. */
const ORDER: readonly Fitness[] = ["fits", "invalid_value", "missing_field", "wrong_type", "undecided"];
const DATE_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d(?::\d\d)?)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const END_OF_BIGINT = 2n ** 63n;

/** @param json JSON text of the value, in the form of `canonicalJson`; undefined when it is absent */
export function fitness(type: ColumnType, json: string | undefined): Fitness {
  if (json === undefined || json === "null") return "fits";
  const value = JSON.parse(json) as unknown;
  if (typeof type !== "string")
    return "array" in type ? arrayFitness(type.array, value, json) : structFitness(type, value, json);
  switch (type) {
    case "string":
    case "json":
      return "fits";
    case "boolean":
      return typeof value === "boolean" ? "fits" : "wrong_type";
    case "double":
      if (typeof value !== "number") return typeof value === "string" ? "undecided" : "wrong_type";
      return Number.isFinite(value) ? "fits" : "invalid_value";
    case "bigint":
      if (typeof value !== "number") return "wrong_type";
      return /^-?\d+$/.test(json) && isWithinBigint(BigInt(json)) ? "fits" : "undecided";
    case "timestamp":
      return typeof value === "string" && microseconds(value) !== undefined ? "fits" : "undecided";
    case "date":
      return typeof value === "string" && DATE.test(value) && !Number.isNaN(Date.parse(value)) ? "fits" : "undecided";
  }
}

/** The fitness of a whole: that of its worst part. */
export function worst(parts: readonly Fitness[]): Fitness {
  return parts.reduce<Fitness>((all, part) => (ORDER.indexOf(part) > ORDER.indexOf(all) ? part : all), "fits");
}

/**
 * Whether a column holds a value that was sent and fits.
 *
 * @param stored as DuckDB shows it: numbers of 64 bits, dates and times as text
 */
export function isSameValue(type: ColumnType, json: string | undefined, stored: Json | undefined): boolean {
  if (json === undefined || json === "null") return stored === null;
  if (typeof type !== "string") {
    if ("array" in type) {
      const items = canonicalElements(json);
      return (
        Array.isArray(stored) &&
        stored.length === items.length &&
        items.every((item, index) => isSameValue(type.array, item, stored[index]))
      );
    }
    if (!isRecord(stored)) return false;
    const members = new Map(canonicalMembers(json));
    return type.struct.every((member) => isSameValue(member.type, members.get(member.name), stored[member.name]));
  }
  switch (type) {
    case "boolean":
    case "double":
      return stored === JSON.parse(json);
    case "bigint":
      return stored === String(BigInt(json));
    case "timestamp":
      return typeof stored === "string" && microseconds(stored) === microseconds(String(JSON.parse(json)));
    case "date":
      return stored === JSON.parse(json);
    case "string":
    case "json":
      return typeof stored === "string" && isSameText(json, stored);
  }
}

/** A text as it is; any other value as its JSON text, however that is written. */
function isSameText(json: string, stored: string): boolean {
  const value = JSON.parse(json) as unknown;
  if (typeof value === "string") return stored === value;
  try {
    return isDeepStrictEqual(JSON.parse(stored), value);
  } catch {
    return false;
  }
}

function arrayFitness(items: ColumnType, value: unknown, json: string): Fitness {
  if (!Array.isArray(value)) return "wrong_type";
  return worst(canonicalElements(json).map((item) => fitness(items, item)));
}

function structFitness(type: Extract<ColumnType, { struct: unknown }>, value: unknown, json: string): Fitness {
  if (typeof value !== "object" || Array.isArray(value)) return "wrong_type";
  const members = canonicalMembers(json);
  if (new Set(members.map(([name]) => name)).size < members.length) return "undecided";
  const byName = new Map(members);
  return worst(
    type.struct.map(({ name, type: memberType, required }) => {
      const member = byName.get(name);
      return required && (member === undefined || member === "null") ? "missing_field" : fitness(memberType, member);
    }),
  );
}

/** Microseconds since the Unix epoch of an ISO 8601 text with a time zone; undefined when it is none. */
function microseconds(text: string): number | undefined {
  const [, date, time, fraction = "", zone = "Z"] = DATE_TIME.exec(text) ?? [];
  if (date === undefined || time === undefined) return undefined;
  const milliseconds = Date.parse(`${date}T${time}${zone.length === 3 ? `${zone}:00` : zone}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds * 1000 + Number(fraction.padEnd(6, "0"));
}

function isWithinBigint(value: bigint): boolean {
  return value >= -END_OF_BIGINT && value < END_OF_BIGINT;
}

function isRecord(value: Json | undefined): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
