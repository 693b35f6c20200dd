import type { EventMembers } from "./event-members";
import { eventText, withMember, withoutMember } from "./event-members";
import type { SeededRandom } from "./seeded-random";

/** One way in which a producer breaks an event. */
export interface Corruption {
  readonly kind: string;
  /** Reason under which the event is expected in quarantine. */
  readonly reason: "not_json" | "not_an_object" | "missing_field" | "wrong_type" | "invalid_value";
  /** Makes the bytes from the members of an event that is right. */
  readonly corrupt: (members: EventMembers, random: SeededRandom) => Uint8Array;
}

type Reason = Corruption["reason"];

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The event is replaced as a whole. */
function whole(kind: string, reason: Reason, text: (event: string, random: SeededRandom) => string): Corruption {
  return { kind, reason, corrupt: (members, random) => encoded(text(eventText(members), random)) };
}

/** One member gets another value, made from the one that was right. */
function member(name: string, what: string, reason: Reason, json: (right: string) => string): Corruption {
  return {
    kind: `${name} ${what}`,
    reason,
    corrupt: (members) => {
      const right = members.find((candidate) => candidate[0] === name)?.[1] ?? "null";
      return encoded(eventText(withMember(members, name, json(right))));
    },
  };
}

function missing(name: string): Corruption {
  return {
    kind: `${name} missing`,
    reason: "missing_field",
    corrupt: (members) => encoded(eventText(withoutMember(members, name))),
  };
}

function invalidUtf8(members: EventMembers): Uint8Array {
  const bytes = encoded(eventText([["note", '"@"'], ...members]));
  // 0xC3 opens a character of two bytes, and a quotation mark cannot end it.
  bytes[bytes.indexOf("@".charCodeAt(0))] = 0xc3;
  return bytes;
}

/** Every way to break an event that the demo knows. */
export const CORRUPTIONS: readonly Corruption[] = [
  whole("empty", "not_json", () => ""),
  whole("blank", "not_json", () => " \n"),
  whole("half an object", "not_json", (event, random) => event.slice(0, random.integer(1, event.length - 1))),
  whole("trailing comma", "not_json", (event) => event.replace(/\}$/, ",}")),
  whole("single quotes", "not_json", () => "{'event_uuid': 'x', 'event_name': 'lesson:started', 'created_at': 1}"),
  whole("not a number", "not_json", (event) => event.replace(/^\{/, '{"ratio":NaN,')),
  whole("plain text", "not_json", () => "ERROR could not serialise event"),
  whole("raw line feed in a string", "not_json", (event) => event.replace(/^\{/, '{"note":"one\ntwo",')),
  { kind: "invalid UTF-8", reason: "not_json", corrupt: invalidUtf8 },
  { kind: "gzip", reason: "not_json", corrupt: () => Uint8Array.of(0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0x03) },
  whole("empty array", "not_an_object", () => "[]"),
  whole("string", "not_an_object", (event) => JSON.stringify(event)),
  whole("number", "not_an_object", () => "1764000000"),
  whole("null", "not_an_object", () => "null"),
  missing("event_uuid"),
  missing("event_name"),
  missing("created_at"),
  whole("no member", "missing_field", () => "{}"),
  member("event_uuid", "null", "missing_field", () => "null"),
  member("event_name", "null", "missing_field", () => "null"),
  member("created_at", "null", "missing_field", () => "null"),
  member("event_uuid", "as number", "wrong_type", () => "12345678901234567890"),
  member("event_uuid", "as object", "wrong_type", (right) => `{"value":${right}}`),
  member("event_name", "as list", "wrong_type", () => '["lesson","started"]'),
  member("created_at", "as string", "wrong_type", (right) => `"${right}"`),
  member("created_at", "as ISO 8601", "wrong_type", () => '"2026-01-02T03:04:05Z"'),
  member("created_at", "as boolean", "wrong_type", () => "true"),
  member("event_uuid", "empty", "invalid_value", () => '""'),
  member("event_uuid", "of 300 characters", "invalid_value", () => `"${"a".repeat(300)}"`),
  member("event_name", "empty", "invalid_value", () => '""'),
  member("event_name", "of 300 characters", "invalid_value", () => `"${"lesson:".repeat(43)}started"`),
  member("event_name", "with an empty first part", "invalid_value", () => '":started"'),
  member("event_name", "with an empty last part", "invalid_value", () => '"lesson:"'),
  member("event_name", "with an empty middle part", "invalid_value", () => '"lesson::started"'),
  member("event_name", "with a space", "invalid_value", () => '"lesson: started"'),
  member("event_name", "with a line feed", "invalid_value", () => '"lesson:started\\n"'),
  member("created_at", "in milliseconds", "invalid_value", (right) => String(Math.floor(Number(right) * 1000))),
  member("created_at", "negative", "invalid_value", () => "-1"),
  member("created_at", "three days ahead", "invalid_value", (right) => String(Number(right) + 3 * 86_400)),
  member("created_at", "beyond a double", "invalid_value", () => "1e400"),
];

/** The large one: about 250 KB, so that its quarantine message is over the queue's limit of 256 KiB in base64. */
export const LARGE_CORRUPTION: Corruption = {
  kind: "large",
  reason: "not_json",
  corrupt: (members) => encoded(eventText([["recording", `"${"📼 tape ".repeat(25_000)}"`], ...members]).slice(0, -1)),
};
