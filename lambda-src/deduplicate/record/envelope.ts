import { isUtf8 } from "node:buffer";
import {
  ENVELOPE_FIELDS,
  MAX_CLOCK_SKEW_SECONDS,
  MAX_FIELD_LENGTH,
  MAX_NESTING,
  type RejectionReason,
} from "../../interface";
import { isDeeperThan } from "./nesting";

/** The common part of a valid event. */
export interface EventEnvelope {
  readonly eventUuid: string;
  readonly eventName: string;
  /** Unix seconds, with or without a fraction. */
  readonly createdAt: number;
  /** The event's own JSON text. */
  readonly text: string;
  /** All its fields, as JSON.parse has them. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Rejection {
  readonly reason: RejectionReason;
  /** One sentence: the value received and the rule it breaks. Holds event contents: for the queue, never for a log. */
  readonly detail: string;
}

export type EnvelopeCheck =
  | { readonly kind: "valid"; readonly envelope: EventEnvelope }
  | { readonly kind: "rejected"; readonly rejection: Rejection };

const EVENT_NAME = /^[^\s:]+(:[^\s:]+)*$/;
const HALF_PAIR = /\p{Surrogate}/u;
const MAX_QUOTED_LENGTH = 80;

/**
 * Decides whether the bytes of one record are a valid event. Presence of all three fields is checked before any type, and
 * every type before any value, so that the reason does not depend on the order of the members.
 *
 * @param bytes the record's data, any bytes
 * @param arrivedAt Unix seconds; `created_at` may be at most MAX_CLOCK_SKEW_SECONDS after it
 */
export function checkEnvelope(bytes: Buffer, arrivedAt: number): EnvelopeCheck {
  if (!isUtf8(bytes)) {
    const detail = `The ${bytes.length} bytes of the record are not UTF-8; an event is JSON in UTF-8.`;
    return rejected("not_json", detail + encodingHint(bytes));
  }
  const text = bytes.toString("utf8");
  if (isDeeperThan(text, MAX_NESTING)) {
    return rejected("too_deep", `The event is nested deeper than ${MAX_NESTING} levels.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const detail = `${quote(text)} is not JSON text; an event is one JSON object.`;
    return rejected("not_json", detail + encodingHint(bytes));
  }
  if (!isJsonObject(value)) {
    return rejected("not_an_object", `The record is ${describe(value)}; an event is one JSON object.`);
  }
  return checkFields(value, text, arrivedAt);
}

function checkFields(fields: Record<string, unknown>, text: string, arrivedAt: number): EnvelopeCheck {
  for (const field of ENVELOPE_FIELDS) {
    if (fields[field] === undefined || fields[field] === null) {
      const state = fields[field] === null ? "null" : "absent";
      const detail = `${field} is ${state}; every event carries ${ENVELOPE_FIELDS.join(", ")}.`;
      return rejected("missing_field", detail + wrapperHint(fields));
    }
  }
  const [eventUuid, eventName, createdAt] = ENVELOPE_FIELDS.map((field) => fields[field]);
  if (typeof eventUuid !== "string") {
    return rejected("wrong_type", `event_uuid is ${describe(eventUuid)}; it must be a string.`);
  }
  if (typeof eventName !== "string") {
    return rejected("wrong_type", `event_name is ${describe(eventName)}; it must be a string.`);
  }
  if (typeof createdAt !== "number") {
    return rejected("wrong_type", `created_at is ${describe(createdAt)}; it must be a number of Unix seconds.`);
  }
  const detail = invalidValue(eventUuid, eventName, createdAt, arrivedAt);
  return detail === undefined
    ? { kind: "valid", envelope: { eventUuid, eventName, createdAt, text, fields } }
    : rejected("invalid_value", detail);
}

function invalidValue(eventUuid: string, eventName: string, createdAt: number, arrivedAt: number): string | undefined {
  if (eventUuid.length === 0 || eventUuid.length > MAX_FIELD_LENGTH) {
    return `event_uuid has ${eventUuid.length} characters (${quote(eventUuid)}); it must have 1 to ${MAX_FIELD_LENGTH}.`;
  }
  if (HALF_PAIR.test(eventUuid)) {
    return `event_uuid is ${quote(eventUuid)}; it must not hold half of a surrogate pair.`;
  }
  if (eventName.length > MAX_FIELD_LENGTH) {
    return `event_name has ${eventName.length} characters (${quote(eventName)}); it may have ${MAX_FIELD_LENGTH}.`;
  }
  if (!EVENT_NAME.test(eventName)) {
    return `event_name is ${quote(eventName)}; it must be non-empty parts without white space, joined by colons.`;
  }
  if (HALF_PAIR.test(eventName)) {
    return `event_name is ${quote(eventName)}; it must not hold half of a surrogate pair.`;
  }
  if (createdAt < 0) {
    return `created_at is ${createdAt}; it must be a number of Unix seconds that is not negative.`;
  }
  if (createdAt - arrivedAt > MAX_CLOCK_SKEW_SECONDS) {
    return (
      `created_at is ${createdAt}, which is more than ${MAX_CLOCK_SKEW_SECONDS} seconds after the arrival at ${arrivedAt}; ` +
      "it must be a number of Unix seconds (not milliseconds)."
    );
  }
  return undefined;
}

/** What the first bytes of a record say, whoever sent it. */
const ENCODINGS: readonly (readonly [begin: readonly number[], hint: string])[] = [
  [[0x1f, 0x8b, 0x08], "They begin like GZIP, but do not unpack to at most 10 MiB."],
  [
    [0xf3, 0x89, 0x9a, 0xc2],
    "They begin like an aggregate of the Kinesis Producer Library, but its checksum is wrong.",
  ],
  [[0xff, 0xfe], "They begin like UTF-16."],
  [[0xfe, 0xff], "They begin like UTF-16."],
  [[0x7b, 0x00], "It looks like UTF-16."],
  [[0x00, 0x7b], "It looks like UTF-16."],
];

function encodingHint(bytes: Buffer): string {
  const known = ENCODINGS.find(([begin]) => begin.every((byte, at) => bytes[at] === byte));
  return known ? ` ${known[1]}` : "";
}

/** Members by which the wrapping is known that a service puts around an event, and what is to be sent instead. */
const WRAPPERS: readonly (readonly [members: readonly string[], hint: string])[] = [
  [["detail-type", "detail"], "This looks like an event of EventBridge: let its target send $.detail alone."],
  [["specversion", "type"], "This looks like a CloudEvent: send its data, with the three fields in it."],
  [["TopicArn", "Message"], "This looks like a message of SNS: send its Message."],
  [["log"], "This looks like a line of Fluent Bit: let it parse the log, or send its log alone (data_keys, log_key)."],
];

function wrapperHint(fields: Record<string, unknown>): string {
  const known = WRAPPERS.find(([members]) => members.every((member) => Object.hasOwn(fields, member)));
  return known ? ` ${known[1]}` : "";
}

function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function rejected(reason: RejectionReason, detail: string): EnvelopeCheck {
  return { kind: "rejected", rejection: { reason, detail } };
}

/** Names a JSON value, but shows nothing of what is in an array or an object. */
function describe(value: unknown): string {
  if (typeof value === "string") return `the string ${quote(value)}`;
  if (typeof value === "number" || typeof value === "boolean") return `the ${typeof value} ${value}`;
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : "an object";
}

function quote(text: string): string {
  const shown = JSON.stringify(text.slice(0, MAX_QUOTED_LENGTH));
  return text.length > MAX_QUOTED_LENGTH ? `${shown}... (${text.length} characters)` : shown;
}
