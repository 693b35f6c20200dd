import { MAX_CLOCK_SKEW_SECONDS } from "../../../lambda-src/interface";

/** Why an event is not valid. */
export type QuarantineReason =
  "too_deep" | "not_json" | "not_an_object" | "missing_field" | "wrong_type" | "invalid_value" | "too_large";

/** Moments between which a record arrived, milliseconds since the Unix epoch. */
export interface ArrivalRange {
  readonly earliest: number;
  readonly latest: number;
}

/** The envelope of an event that is valid. */
export interface ValidEnvelope {
  readonly valid: true;
  /** False when the answer depends on the exact moment of arrival. */
  readonly certain: boolean;
  readonly uuid: string;
  readonly name: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** The whole event as text. */
  readonly text: string;
}

/** What the envelope rules say of one record. */
export type EnvelopeResult = ValidEnvelope | { readonly valid: false; readonly reason: QuarantineReason };

const MAX_CHARACTERS = 256;
const MAX_LEVELS = 500;
/** A part of an event name: no colon, no white space, not empty. */
const NAME_PART = /^[^\s:]+$/;
const HALF_PAIR = /\p{Surrogate}/u;

/**
 * Judges the bytes of one Kinesis record by the envelope rules, in their order; the first broken one is the reason.
 * The demo's own reading of the rules: it shares no code with the deduplicator that it judges.
 */
export function checkEnvelope(bytes: Uint8Array, arrival: ArrivalRange): EnvelopeResult {
  const text = decoded(bytes);
  if (text !== undefined && levelsOf(text) > MAX_LEVELS) return { valid: false, reason: "too_deep" };
  const event = text === undefined ? undefined : parsed(text);
  if (text === undefined || event === undefined) return { valid: false, reason: "not_json" };
  if (typeof event.value !== "object" || event.value === null || Array.isArray(event.value)) {
    return { valid: false, reason: "not_an_object" };
  }
  const fields = new Map<string, unknown>(Object.entries(event.value));
  const [uuid, name, createdAt] = [fields.get("event_uuid"), fields.get("event_name"), fields.get("created_at")];
  if ([uuid, name, createdAt].some((value) => value === undefined || value === null)) {
    return { valid: false, reason: "missing_field" };
  }
  if (typeof uuid !== "string" || typeof name !== "string" || typeof createdAt !== "number") {
    return { valid: false, reason: "wrong_type" };
  }
  const ahead = createdAt * 1000 - MAX_CLOCK_SKEW_SECONDS * 1000;
  if (!isUuid(uuid) || !isName(name) || createdAt < 0 || ahead > arrival.latest) {
    return { valid: false, reason: "invalid_value" };
  }
  return { valid: true, certain: ahead <= arrival.earliest, uuid, name, createdAt, text };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    // A byte order mark stays in the text, where JSON does not allow it.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Arrays and objects that lie in each other, whether the text is JSON or not. */
function levelsOf(text: string): number {
  let [open, most, inString] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (inString && character === "\\") at += 1;
    else if (character === '"') inString = !inString;
    else if (!inString && (character === "[" || character === "{")) open += 1;
    else if (!inString && (character === "]" || character === "}")) open -= 1;
    most = Math.max(most, open);
  }
  return most;
}

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function isUuid(uuid: string): boolean {
  return uuid !== "" && uuid.length <= MAX_CHARACTERS && !HALF_PAIR.test(uuid);
}

function isName(name: string): boolean {
  const isShort = name.length <= MAX_CHARACTERS;
  return isShort && !HALF_PAIR.test(name) && name.split(":").every((part) => NAME_PART.test(part));
}

/**
 * `created_at` as ISO 8601 in UTC, cut to milliseconds. The decimal digits are cut, not a product of doubles, which may
 * lie just under the millisecond.
 *
 * @param createdAt Unix seconds, 0 or more, up to the year 275760.
 */
export function createdDatetime(createdAt: number): string {
  const text = String(createdAt);
  const [seconds = "0", fraction = ""] = /^[\d.]+$/.test(text) ? text.split(".") : [];
  return new Date(Number(seconds + fraction.padEnd(3, "0").slice(0, 3))).toISOString();
}

/** What an event is known by: two events of different names may have one id. */
export function eventKey(name: string, uuid: string): string {
  return `${name} ${uuid}`;
}

/** The `event_uuid` of an event's bytes; undefined when they are no JSON object or have none that is a text. */
export function eventUuid(bytes: Uint8Array): string | undefined {
  return textMember(bytes, "event_uuid");
}

/** The `eventKey` of an event's bytes; undefined when they have no name or no id. */
export function eventKeyOf(bytes: Uint8Array): string | undefined {
  const [name, uuid] = [textMember(bytes, "event_name"), textMember(bytes, "event_uuid")];
  return name === undefined || uuid === undefined ? undefined : eventKey(name, uuid);
}

function textMember(bytes: Uint8Array, name: string): string | undefined {
  try {
    const event: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof event !== "object" || event === null) return undefined;
    const value = new Map<string, unknown>(Object.entries(event)).get(name);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
