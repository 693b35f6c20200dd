import { isLosslessNumber } from "lossless-json";
import type { ColumnType } from "./glue-schema";
import { isArray, isObject, type JsonValue, writeJson } from "./json-value";

/** A value as the Parquet writer takes it: decimals unscaled, timestamps in microseconds, dates in days. */
export type CellValue = null | string | number | bigint | boolean | Uint8Array | readonly CellValue[];

/** A value that does not fit its column; the message ends in the reason as the service words it. */
export class MalformedValueError extends Error {}

const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
const FLOATING = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MAX_FLOAT = 3.4028234663852886e38;

/**
 * Reads a JSON value into a column as the OpenX SerDe does: a number or boolean in a string column is its text, an object
 * or array its JSON text (keys in lower case when they are compared so); a string in a numeric column is parsed; a value
 * that is no array becomes an array of one in an array column; binary is base64.
 *
 * @throws MalformedValueError when the value does not fit the type.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
 */
export function readCell(value: JsonValue, type: ColumnType, lowerCaseKeys: boolean): CellValue {
  if (value === null) {
    return null;
  }
  switch (type.kind) {
    case "string":
      return typeof value === "string" ? value : writeJson(value, lowerCaseKeys);
    case "array":
      return (isArray(value) ? value : [value]).map((element) => readCell(element, type.element, lowerCaseKeys));
    case "boolean":
      return readBoolean(value);
    case "integer":
      return readInteger(value, type.bits);
    case "double":
      return readFloating(value, Number.MAX_VALUE);
    case "float":
      return readFloating(value, MAX_FLOAT);
    case "decimal":
      return readDecimal(scalarText(value), type.precision, type.scale);
    case "timestamp":
      return timestampMicroseconds(scalarText(value)) ?? malformed(scalarText(value));
    case "date":
      return dateDays(scalarText(value)) ?? malformed(scalarText(value));
    case "binary":
      return readBinary(scalarText(value));
  }
}

function scalarText(value: JsonValue): string {
  if (isArray(value) || isObject(value)) {
    throw new MalformedValueError(`A JSON ${isArray(value) ? "array" : "object"} is no value for this column`);
  }
  return isLosslessNumber(value) ? value.value : String(value);
}

function malformed(text: string): never {
  throw new MalformedValueError(`For input string: "${text}"`);
}

function readBoolean(value: JsonValue): boolean {
  const text = scalarText(value).toLowerCase();
  return text === "true" || (text === "false" ? false : malformed(scalarText(value)));
}

function readInteger(value: JsonValue, bits: number): number | bigint {
  const text = scalarText(value).trim();
  const integer = INTEGER.test(text) ? BigInt(text.replace("+", "")) : malformed(text);
  if (BigInt.asIntN(bits, integer) !== integer) {
    throw new MalformedValueError(`Value out of range. Value:"${text}" Bits:${bits}`);
  }
  return bits === 64 ? integer : Number(integer);
}

function readFloating(value: JsonValue, largest: number): number {
  const text = scalarText(value).trim();
  const parsed = typeof value === "number" ? value : FLOATING.test(text) ? Number(text) : malformed(text);
  return Math.abs(parsed) <= largest ? parsed : malformed(text);
}

function readDecimal(text: string, precision: number, scale: number): bigint {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = DECIMAL.exec(text.trim()) ?? malformed(text);
  const digits = whole + fraction;
  if (digits === "") {
    malformed(text);
  }
  const shift = scale - fraction.length + Number(exponent);
  if (BigInt(digits) !== 0n && digits.replace(/^0+/, "").length + shift > precision + 1) {
    malformed(text);
  }
  const unscaled = shift >= 0 ? BigInt(digits) * 10n ** BigInt(shift) : roundHalfUp(BigInt(digits), BigInt(-shift));
  if (unscaled >= 10n ** BigInt(precision)) {
    malformed(text);
  }
  return sign === "-" ? -unscaled : unscaled;
}

function roundHalfUp(value: bigint, digitsToDrop: bigint): bigint {
  const divisor = 10n ** digitsToDrop;
  return (value + divisor / 2n) / divisor;
}

function readBinary(text: string): Uint8Array {
  return BASE64.test(text) ? Buffer.from(text, "base64") : malformed(text);
}

const MICROSECONDS_PER_MILLISECOND = 1000n;
const MILLISECONDS_PER_DAY = 86_400_000;
/** Numbers from here on are milliseconds, those below seconds. */
const FIRST_MILLISECONDS = 1e12;
/** Largest offset from the epoch that a `Date` can hold, in milliseconds. */
const MAX_MILLISECONDS = 8.64e15;

const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z?$/;
const SPACED = /^(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?$/;
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const EPOCH = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Reads a timestamp as the OpenX SerDe does: `yyyy-MM-dd'T'HH:mm:ss[.S]'Z'`, `yyyy-[M]M-[d]d HH:mm:ss[.S]` with up to 9
 * digits of fraction, and epoch seconds or milliseconds as a number or as text. An offset such as `+00:00` is not read.
 *
 * @returns microseconds since the Unix epoch; digits beyond are cut. Undefined when the text is no timestamp.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
 */
export function timestampMicroseconds(text: string): bigint | undefined {
  const match = ISO.exec(text) ?? SPACED.exec(text);
  if (match !== null) {
    const [, year, month, day, hour, minute, second, fraction = ""] = match;
    const days = epochDays(Number(year), Number(month), Number(day));
    if (days === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
      return undefined;
    }
    const seconds = BigInt(days) * 86_400n + BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second));
    return seconds * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, "0"));
  }
  return EPOCH.test(text.trim()) ? epochMicroseconds(text.trim()) : undefined;
}

function epochMicroseconds(text: string): bigint | undefined {
  const epoch = Number(text);
  const milliseconds = Math.abs(epoch) < FIRST_MILLISECONDS ? epoch * 1000 : epoch;
  if (Math.abs(milliseconds) > MAX_MILLISECONDS) {
    return undefined;
  }
  const whole = Math.floor(milliseconds);
  return BigInt(whole) * MICROSECONDS_PER_MILLISECOND + BigInt(Math.round((milliseconds - whole) * 1000));
}

/**
 * Reads a date, `yyyy-[M]M-[d]d`.
 *
 * @returns days since the Unix epoch; undefined when the text is no date.
 */
export function dateDays(text: string): number | undefined {
  const match = DATE.exec(text);
  return match === null ? undefined : epochDays(Number(match[1]), Number(match[2]), Number(match[3]));
}

function epochDays(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.getTime() / MILLISECONDS_PER_DAY
    : undefined;
}
