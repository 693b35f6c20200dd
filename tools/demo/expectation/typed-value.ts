import type { Json } from "@duckdb/node-api";
import type { ColumnType, DecimalColumn } from "../../../events/column-type";
import { canonicalElements, canonicalJson, canonicalMembers } from "./json-text";
import { moment, outsideOfTheCalendar } from "./moment";

/** Whether a value can be stored in a column; `undecided` where the contract alone does not say. */
export type Fitness = "fits" | "wrong_type" | "missing_field" | "invalid_value" | "undecided";

/** The later one decides. */
const ORDER: readonly Fitness[] = ["fits", "invalid_value", "missing_field", "wrong_type", "undecided"];
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
/** An exponent beyond this makes any number that a producer writes larger than a column, or a fraction. */
const MOST_DIGITS = 1_000_000;
const FAR = 10 * MOST_DIGITS;
const END_OF_BIGINT = 2n ** 63n;

/** @param json JSON text of the value, in the form of `canonicalJson`; undefined when it is absent */
export function fitness(type: ColumnType, json: string | undefined): Fitness {
  if (json === undefined || json === "null") return "fits";
  const value = JSON.parse(json) as unknown;
  if (typeof type !== "string") {
    if ("decimal" in type) return decimalFitness(type, value, json);
    return "array" in type ? arrayFitness(type.array, value, json) : structFitness(type, value, json);
  }
  switch (type) {
    case "string":
    case "json":
      return "fits";
    case "boolean":
      return typeof value === "boolean" ? "fits" : "wrong_type";
    case "double":
      if (typeof value !== "number") return "wrong_type";
      return Number.isFinite(value) ? "fits" : "invalid_value";
    case "bigint":
      return typeof value === "number" ? integerFitness(integerOf(json)) : "wrong_type";
    case "timestamp":
      return typeof value === "string" ? momentFitness(value) : "wrong_type";
    case "date":
      return typeof value === "string" && value.length === 10 ? momentFitness(`${value}T00:00Z`) : "wrong_type";
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
    if ("decimal" in type) {
      const { scale } = type.decimal;
      return typeof stored === "string" && scaled(stored, scale) === scaled(unquoted(json), scale);
    }
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
      return stored === String(integerOf(json));
    case "timestamp":
      return typeof stored === "string" && moment(stored) === moment(String(JSON.parse(json)));
    case "date":
      return stored === JSON.parse(json);
    case "string":
      return json.startsWith('"') ? stored === JSON.parse(json) : isSameJson(json, stored);
    case "json":
      return isSameJson(json, stored);
  }
}

/** Whether a text is JSON of that value, its numbers digit for digit. */
function isSameJson(json: string, stored: Json | undefined): boolean {
  if (typeof stored !== "string") return false;
  try {
    return canonicalJson(stored) === json;
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

function decimalFitness({ decimal }: DecimalColumn, value: unknown, json: string): Fitness {
  const kind = typeof value;
  if (!decimal.sent_as.some((sent) => sent === kind)) return "wrong_type";
  const text = unquoted(json);
  if (typeof value === "string" && !JSON_NUMBER.test(text)) return "wrong_type";
  const number = scaled(text, decimal.scale);
  const isWithin =
    typeof number === "bigint" &&
    number > -(10n ** BigInt(decimal.precision)) &&
    number < 10n ** BigInt(decimal.precision);
  return isWithin ? "fits" : "invalid_value";
}

/** The number times ten to the `scale`: 1.5 of scale 2 is 150. */
function scaled(text: string, scale: number): ReturnType<typeof integerOf> {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const power = Math.min(Math.max(Number(exponent) + scale, -FAR), FAR);
  return integerOf(`${mantissa}e${power}`);
}

function unquoted(json: string): string {
  return json.startsWith('"') ? String(JSON.parse(json)) : json;
}

function momentFitness(text: string): Fitness {
  const found = moment(text);
  if (found === undefined) return "wrong_type";
  return outsideOfTheCalendar(found) ? "invalid_value" : "fits";
}

function integerFitness(integer: bigint | "fraction" | "huge"): Fitness {
  if (integer === "fraction") return "wrong_type";
  return integer !== "huge" && integer >= -END_OF_BIGINT && integer < END_OF_BIGINT ? "fits" : "invalid_value";
}

/** The integer that a JSON number is, exactly: 1.50e1 is 15. */
function integerOf(json: string): bigint | "fraction" | "huge" {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = NUMBER.exec(json) ?? [];
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return 0n;
  const places = Number(exponent) - fraction.length;
  if (Math.abs(places) > MOST_DIGITS) return places > 0 ? "huge" : "fraction";
  const power = 10n ** BigInt(Math.abs(places));
  if (places < 0 && digits % power !== 0n) return "fraction";
  const value = places < 0 ? digits / power : digits * power;
  return sign === "-" ? -value : value;
}

function isRecord(value: Json | undefined): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
