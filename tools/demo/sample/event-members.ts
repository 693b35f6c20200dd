import type { SeededRandom } from "./seeded-random";

/** Top-level members of a JSON object: name and JSON text of the value, in order. */
export type EventMembers = readonly (readonly [name: string, json: string])[];

/** How an event is written: producers differ, and each layout is the same event. */
export type Layout = "compact" | "spaced" | "line";

/**
 * Writes the members as a JSON object; `line` ends with a line feed, as many producers do.
 */
export function eventText(members: EventMembers, layout: Layout = "compact"): string {
  const [separator, colon] = layout === "spaced" ? [", ", ": "] : [",", ":"];
  const body = members.map(([name, json]) => JSON.stringify(name) + colon + json).join(separator);
  return layout === "spaced" ? `{ ${body} }` : `{${body}}${layout === "line" ? "\n" : ""}`;
}

/** The members with another value for one of them. */
export function withMember(members: EventMembers, name: string, json: string): EventMembers {
  return members.map((member) => (member[0] === name ? [name, json] : member));
}

/** The members without one of them. */
export function withoutMember(members: EventMembers, name: string): EventMembers {
  return members.filter((member) => member[0] !== name);
}

/**
 * Fields that no contract knows and every event may have. Each one is a trap for code that reads JSON carelessly:
 * digits that a double cannot hold, names of the envelope inside an object, names that the platform uses itself.
 */
const EXTRA_MEMBERS: EventMembers = [
  ["ledger_reference", "12345678901234567890"],
  ["sequence", "9007199254740993"],
  ["balance", "-0.10"],
  ["conversion_rate", "1.10"],
  ["tiny", "1.0E-7"],
  ["note", '"caf\\u00e9 \\ud83e\\udd8a, \\"escaped\\", tab\\there"'],
  ["greeting", '"Grüße 👩🏽‍🚀 – ça va?  zwei Leerzeichen"'],
  ["context", '{"event_uuid":"not the envelope","created_at":0,"list":[1.0,[],{}]}'],
  ["payload", '{"amount": 1.50, "text": "}{,:"}'],
  ["created_datetime", '"1999-12-31T23:59:59Z"'],
  ["event_type", '"spoofed"'],
  ["table_name", '"late_event"'],
  ["created_date", '"1999-12-31"'],
  ["__proto__", '{"admin":true}'],
  ["constructor", "null"],
  ["", '"a name without characters"'],
  ["Straße 🏠", "[1e3,0.30,true,null]"],
];

/** One or two of the fields that no contract knows and the event does not have yet. */
export function extraMembers(members: EventMembers, random: SeededRandom): EventMembers {
  const free = EXTRA_MEMBERS.filter(([name]) => members.every((member) => member[0] !== name));
  return random.shuffled(free).slice(0, random.integer(1, 2));
}
