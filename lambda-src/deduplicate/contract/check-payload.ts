import type { Rejection } from "../record/envelope";
import { elementTexts, memberTexts } from "../record/json-places";
import type { RejectionReason } from "../../interface";
import type { DecimalType, Member, ValueType } from "./contracts";
import { type Moment, readDate, readDateTime } from "./date-time";
import { fitsDecimal, integerOf, readNumber } from "./number-text";

/** Where an array or object is in an event. Its path and its text are looked for when they are needed, which is rare. */
class Place {
  private texts: ReadonlyMap<string | number, string> | undefined;

  constructor(
    private readonly parent: Place | string,
    private readonly key: string | number = "",
  ) {}

  /** `items[2].sku` */
  pathOf(key: string | number): string {
    const own = typeof this.parent === "string" ? "" : this.parent.pathOf(this.key);
    if (typeof key === "number") return `${own}[${key}]`;
    return own === "" ? key : `${own}.${key}`;
  }

  /** A value as it was sent: a double does not tell 1 from 1.00000000000000000001. */
  textOf(key: string | number): string {
    const text = typeof this.parent === "string" ? this.parent : this.parent.textOf(this.key);
    this.texts ??= typeof key === "number" ? new Map(elementTexts(text).entries()) : memberTexts(text);
    return this.texts.get(key) ?? "";
  }
}

/** What is wrong with one event. */
class Mistakes {
  private readonly found: { readonly reason: RejectionReason; readonly sentence: string }[] = [];

  /** @param longNumbers whether a number of the event may not be what its double is */
  constructor(readonly longNumbers: boolean) {}

  add(reason: RejectionReason, sentence: string): void {
    this.found.push({ reason, sentence });
  }

  wrongType(found: unknown, path: string, expected: string): void {
    this.add("wrong_type", `${path} is ${kindOf(found)}, not ${expected}`);
  }

  outOfRange(path: string, limits: string): void {
    this.add("invalid_value", `${path} is outside of ${limits}`);
  }

  rejection(): Rejection | undefined {
    const sorted = this.found.sort((a, b) => ORDER.indexOf(a.reason) - ORDER.indexOf(b.reason));
    const [first] = sorted;
    if (first === undefined) return undefined;
    const sentences = sorted.slice(0, MAX_SENTENCES).map(({ sentence }) => sentence);
    if (sorted.length > MAX_SENTENCES) sentences.push(`and ${sorted.length - MAX_SENTENCES} more`);
    return { reason: first.reason, detail: sentences.join("; ") };
  }
}

/** Of several mistakes the first of these is the reason. */
const ORDER: readonly RejectionReason[] = ["wrong_type", "missing_field", "invalid_value"];
const MAX_SENTENCES = 10;

const EXPECTED = {
  bigint: "an integer",
  double: "a number",
  boolean: "a boolean",
  timestamp: "a date-time of RFC 3339 with its offset, such as 2026-11-20T10:00:00Z",
  date: "a date, such as 2026-11-20",
} as const;

const EXPECTED_DECIMAL = { number: "a number", string: 'a string that holds a number, such as "19.99"' } as const;

const END_OF_BIGINT = 2n ** 63n;
/** Digits beyond those of a double, or so small a number that its double is 0: only then its text is looked at. */
const LONG_NUMBER = /\d[\d.]{15}|\d[eE]-\d/;

/**
 * Why an event breaks its contract; undefined when it does not. `detail` names each mistake with its path, the type that was
 * found and the one that is declared, and never a value of the event.
 *
 * The curation job has the same rules: glue-src/curation/payload.py. Both are tested with test/fixtures/payload-cases.json.
 *
 * @param members what the contract declares
 * @param event the event as JSON.parse has it
 * @param payload its type-specific fields as they were sent
 */
export function checkPayload(
  members: readonly Member[],
  event: Readonly<Record<string, unknown>>,
  payload: string,
): Rejection | undefined {
  const mistakes = new Mistakes(LONG_NUMBER.test(payload));
  checkMembers(members, event, new Place(payload), mistakes);
  return mistakes.rejection();
}

function checkMembers(
  members: readonly Member[],
  object: Readonly<Record<string, unknown>>,
  place: Place,
  mistakes: Mistakes,
): void {
  for (const { name, type, required } of members) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value !== undefined && value !== null) {
      check(type, value, place, name, mistakes);
    } else if (required) {
      mistakes.add("missing_field", `${place.pathOf(name)} is ${value === null ? "null" : "missing"}`);
    }
  }
}

/** @param key of the value in what is at `place` */
function check(type: ValueType, value: unknown, place: Place, key: string | number, mistakes: Mistakes): void {
  if (value === null) return;
  if (typeof type === "string") {
    checkScalar(type, value, place, key, mistakes);
  } else if ("decimal" in type) {
    checkDecimal(type, value, place, key, mistakes);
  } else if ("array" in type) {
    if (!Array.isArray(value)) {
      mistakes.wrongType(value, place.pathOf(key), "an array");
      return;
    }
    const inner = new Place(place, key);
    for (let index = 0; index < value.length; index += 1) check(type.array, value[index], inner, index, mistakes);
  } else {
    if (!isObject(value)) {
      mistakes.wrongType(value, place.pathOf(key), "an object");
      return;
    }
    checkMembers(type.struct, value, new Place(place, key), mistakes);
  }
}

function checkScalar(
  type: ValueType & string,
  value: unknown,
  place: Place,
  key: string | number,
  mistakes: Mistakes,
): void {
  switch (type) {
    case "string":
    case "json":
      return;
    case "boolean":
      if (typeof value !== "boolean") mistakes.wrongType(value, place.pathOf(key), EXPECTED.boolean);
      return;
    case "double":
      if (typeof value !== "number") mistakes.wrongType(value, place.pathOf(key), EXPECTED.double);
      else if (!Number.isFinite(value)) mistakes.outOfRange(place.pathOf(key), "a double");
      return;
    case "bigint":
      if (typeof value !== "number") mistakes.wrongType(value, place.pathOf(key), EXPECTED.bigint);
      else if (mistakes.longNumbers || !Number.isSafeInteger(value)) checkInteger(value, place, key, mistakes);
      return;
    case "timestamp": {
      checkMoment(value, readDateTime, place.pathOf(key), EXPECTED.timestamp, mistakes);
      return;
    }
    case "date": {
      checkMoment(value, readDate, place.pathOf(key), EXPECTED.date, mistakes);
      return;
    }
  }
}

/** A number without a fraction, however it is written: 7, 7.0 and 0.7e1 are one. */
function checkInteger(value: number, place: Place, key: string | number, mistakes: Mistakes): void {
  const size = Math.abs(value);
  // By the double first: 1e999999999 would be an integer of a thousand million digits.
  if (size > Number(END_OF_BIGINT)) {
    mistakes.outOfRange(place.pathOf(key), "64 bits");
    return;
  }
  const isInteger = Number.isSafeInteger(value) || size > Number.MAX_SAFE_INTEGER;
  const written = isInteger ? readNumber(place.textOf(key)) : undefined;
  const exact = written && integerOf(written);
  if (exact === undefined) {
    mistakes.add("wrong_type", `${place.pathOf(key)} is a number with a fraction, not ${EXPECTED.bigint}`);
  } else if (exact < -END_OF_BIGINT || exact >= END_OF_BIGINT) {
    mistakes.outOfRange(place.pathOf(key), "64 bits");
  }
}

/** A number that its column holds digit for digit, sent as the contract says. */
function checkDecimal(type: DecimalType, value: unknown, place: Place, key: string | number, mistakes: Mistakes): void {
  const { precision, scale, sent_as: sentAs } = type.decimal;
  const path = place.pathOf(key);
  const expected = sentAs.map((kind) => EXPECTED_DECIMAL[kind]).join(" or ");
  if ((typeof value !== "number" && typeof value !== "string") || !sentAs.some((kind) => kind === typeof value)) {
    mistakes.wrongType(value, path, expected);
    return;
  }
  const text = typeof value === "number" && mistakes.longNumbers ? place.textOf(key) : String(value);
  const number = readNumber(text);
  if (number === undefined && typeof value === "string") {
    mistakes.add("wrong_type", `${path} is a string, but not ${EXPECTED_DECIMAL.string}`);
  } else if (number === undefined || !fitsDecimal(number, precision, scale)) {
    const places = `${precision - scale} digits before the point and ${scale} behind it`;
    mistakes.outOfRange(path, `decimal(${precision},${scale}): ${places}`);
  }
}

function checkMoment(
  parsed: unknown,
  read: (text: string) => Moment,
  path: string,
  expected: string,
  mistakes: Mistakes,
): void {
  if (typeof parsed !== "string") {
    mistakes.wrongType(parsed, path, expected);
    return;
  }
  const moment = read(parsed);
  if (moment === "outside") mistakes.outOfRange(path, "the years 0001 to 9999");
  else if (moment === "invalid") mistakes.add("wrong_type", `${path} is a string, but not ${expected}`);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
