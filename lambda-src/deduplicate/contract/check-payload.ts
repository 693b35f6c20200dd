import type { Rejection } from "../record/envelope";
import { elementTexts, memberTexts } from "../record/json-places";
import type { RejectionReason } from "../../interface";
import type { Member, ValueType } from "./contracts";
import { type Moment, readDate, readDateTime } from "./date-time";

/** A value, as JSON.parse has it and as it was sent: a double does not tell 1 from 1.00000000000000000001. */
interface Value {
  readonly parsed: unknown;
  readonly text: () => string;
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

const END_OF_BIGINT = 2n ** 63n;
/** Digits beyond those of a double, or so small a number that its double is 0: only then its text is looked at. */
const LONG_NUMBER = /\d[\d.]{15}|\d[eE]-\d/;
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

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
  checkMembers(
    members,
    event,
    memoized(() => memberTexts(payload)),
    "",
    mistakes,
  );
  return mistakes.rejection();
}

function checkMembers(
  members: readonly Member[],
  object: Readonly<Record<string, unknown>>,
  texts: () => ReadonlyMap<string, string>,
  parent: string,
  mistakes: Mistakes,
): void {
  for (const { name, type, required } of members) {
    const parsed = Object.hasOwn(object, name) ? object[name] : undefined;
    if (parsed !== undefined && parsed !== null) {
      check(type, { parsed, text: () => texts().get(name) ?? "" }, parent + name, mistakes);
    } else if (required) {
      const state = parsed === null ? "null" : "missing";
      mistakes.add("missing_field", `${parent}${name} is ${state}`);
    }
  }
}

function check(type: ValueType, value: Value, path: string, mistakes: Mistakes): void {
  const { parsed } = value;
  if (parsed === null) return;
  if (typeof type === "string") {
    checkScalar(type, value, path, mistakes);
  } else if ("array" in type) {
    if (!Array.isArray(parsed)) return mistakes.wrongType(parsed, path, "an array");
    const texts = memoized(() => elementTexts(value.text()));
    parsed.forEach((element: unknown, index) => {
      check(type.array, { parsed: element, text: () => texts()[index] ?? "" }, `${path}[${index}]`, mistakes);
    });
  } else {
    if (!isObject(parsed)) return mistakes.wrongType(parsed, path, "an object");
    checkMembers(
      type.struct,
      parsed,
      memoized(() => memberTexts(value.text())),
      `${path}.`,
      mistakes,
    );
  }
}

function checkScalar(type: ValueType & string, { parsed, text }: Value, path: string, mistakes: Mistakes): void {
  switch (type) {
    case "string":
    case "json":
      return;
    case "boolean":
      if (typeof parsed !== "boolean") mistakes.wrongType(parsed, path, EXPECTED.boolean);
      return;
    case "double":
      if (typeof parsed !== "number") mistakes.wrongType(parsed, path, EXPECTED.double);
      else if (!Number.isFinite(parsed)) mistakes.outOfRange(path, "a double");
      return;
    case "bigint":
      if (typeof parsed !== "number") mistakes.wrongType(parsed, path, EXPECTED.bigint);
      else checkInteger(parsed, text, path, mistakes);
      return;
    case "timestamp":
      return checkMoment(parsed, readDateTime, path, EXPECTED.timestamp, mistakes);
    case "date":
      return checkMoment(parsed, readDate, path, EXPECTED.date, mistakes);
  }
}

/** A number without a fraction, however it is written: 7, 7.0 and 0.7e1 are one. */
function checkInteger(parsed: number, text: () => string, path: string, mistakes: Mistakes): void {
  if (Number.isSafeInteger(parsed) && !mistakes.longNumbers) return;
  const size = Math.abs(parsed);
  // By the double first: 1e999999999 would be an integer of a thousand million digits.
  if (size > Number(END_OF_BIGINT)) return mistakes.outOfRange(path, "64 bits");
  const exact = Number.isSafeInteger(parsed) || size > Number.MAX_SAFE_INTEGER ? integerOf(text()) : undefined;
  if (exact === undefined) {
    mistakes.add("wrong_type", `${path} is a number with a fraction, not ${EXPECTED.bigint}`);
  } else if (exact < -END_OF_BIGINT || exact >= END_OF_BIGINT) {
    mistakes.outOfRange(path, "64 bits");
  }
}

/** The integer that the text of a number is; undefined for one with a fraction. */
function integerOf(text: string): bigint | undefined {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = NUMBER.exec(text) ?? [];
  const digits = (whole + fraction).replace(/0+$/, "");
  if (!/[1-9]/.test(digits)) return 0n;
  const power = Number(exponent) + whole.length - digits.length;
  return power < 0 ? undefined : BigInt(`${sign}${digits}`) * 10n ** BigInt(power);
}

function checkMoment(
  parsed: unknown,
  read: (text: string) => Moment,
  path: string,
  expected: string,
  mistakes: Mistakes,
): void {
  if (typeof parsed !== "string") return mistakes.wrongType(parsed, path, expected);
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

function memoized<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
