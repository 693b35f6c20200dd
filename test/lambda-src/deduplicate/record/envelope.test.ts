import { checkEnvelope, type Rejection } from "../../../../lambda-src/deduplicate/record/envelope";
import { MAX_CLOCK_SKEW_SECONDS } from "../../../../lambda-src/interface";
import { ARRIVED_AT, validEvent } from "../kinesis-records";

function check(event: unknown) {
  const bytes = Buffer.isBuffer(event) ? event : Buffer.from(typeof event === "string" ? event : JSON.stringify(event));
  return checkEnvelope(bytes, ARRIVED_AT);
}

function rejectionOf(event: unknown): Partial<Rejection> {
  const result = check(event);
  return result.kind === "valid" ? {} : result.rejection;
}

function reasonFor(event: unknown): string {
  return rejectionOf(event).reason ?? "valid";
}

function without(field: string) {
  return Object.fromEntries(Object.entries(validEvent()).filter(([name]) => name !== field));
}

describe("checkEnvelope", () => {
  test("gives the envelope and the text of a valid event", () => {
    const text =
      '{ "event_uuid": "a", "event_name": "payment:order:completed", "created_at": 1712511721.022075, "x": 1.10 }';

    expect(check(text)).toEqual({
      kind: "valid",
      envelope: {
        eventUuid: "a",
        eventName: "payment:order:completed",
        createdAt: 1712511721.022075,
        text,
        fields: { event_uuid: "a", event_name: "payment:order:completed", created_at: 1712511721.022075, x: 1.1 },
      },
    });
  });

  test.each([
    ["no bytes", ""],
    ["text that is not JSON", "{event_uuid: 1}"],
    ["two objects", "{}{}"],
    ["a byte that is not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ["an object cut in the middle of a character", Buffer.from('{"a":"é"}').subarray(0, 7)],
    ["a byte order mark", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(JSON.stringify(validEvent()))])],
  ])("rejects %s as not_json", (_, event) => {
    expect(reasonFor(event)).toBe("not_json");
  });

  test.each(["[]", '"text"', "1", "null", "true", `[${JSON.stringify(validEvent())}]`])(
    "rejects %s as not_an_object",
    (event) => {
      expect(reasonFor(event)).toBe("not_an_object");
    },
  );

  test.each(["event_uuid", "event_name", "created_at"])(
    "rejects an event without %s, or with null, as missing_field",
    (field) => {
      for (const event of [without(field), validEvent({ [field]: null })]) {
        expect(rejectionOf(event).reason).toBe("missing_field");
        expect(rejectionOf(event).detail).toContain(field);
      }
    },
  );

  test("does not take a field from a member called __proto__", () => {
    expect(reasonFor(`{"__proto__":${JSON.stringify(validEvent())}}`)).toBe("missing_field");
  });

  test.each([
    ["event_uuid", 7],
    ["event_uuid", ["a"]],
    ["event_name", { name: "a" }],
    ["created_at", "1712511721"],
    ["created_at", true],
  ])("rejects %s = %j as wrong_type", (field, value) => {
    const rejection = rejectionOf(validEvent({ [field]: value }));

    expect(rejection.reason).toBe("wrong_type");
    expect(rejection.detail).toContain(field);
  });

  test.each([
    ["an empty event_uuid", { event_uuid: "" }],
    ["an event_uuid of 257 characters", { event_uuid: "x".repeat(257) }],
    ["an event_name of 257 characters", { event_name: "x".repeat(257) }],
    ["an empty event_name", { event_name: "" }],
    ["an empty first part", { event_name: ":created" }],
    ["an empty last part", { event_name: "account:" }],
    ["an empty middle part", { event_name: "account::created" }],
    ["white space in the name", { event_name: "account created" }],
    ["a line feed after the name", { event_name: "account:created\n" }],
    ["a negative created_at", { created_at: -0.001 }],
    ["milliseconds in created_at", { created_at: ARRIVED_AT * 1000 }],
    ["a created_at just beyond the clock skew", { created_at: ARRIVED_AT + MAX_CLOCK_SKEW_SECONDS + 0.001 }],
  ])("rejects %s as invalid_value", (_, fields) => {
    expect(reasonFor(validEvent(fields))).toBe("invalid_value");
  });

  test("rejects a number that is too large for a double as invalid_value", () => {
    expect(reasonFor('{"event_uuid":"a","event_name":"b","created_at":1e999}')).toBe("invalid_value");
  });

  test.each([
    ["an event_uuid of 256 characters", { event_uuid: "x".repeat(256) }],
    ["an event_name of 256 characters", { event_name: "x".repeat(256) }],
    ["a name of one part", { event_name: "login" }],
    ["a name of five parts beyond ASCII", { event_name: "a:é:日本:d-e:f.g" }],
    ["created_at zero", { created_at: 0 }],
    ["a created_at as far ahead as the clock skew allows", { created_at: ARRIVED_AT + MAX_CLOCK_SKEW_SECONDS }],
  ])("accepts %s", (_, fields) => {
    expect(reasonFor(validEvent(fields))).toBe("valid");
  });

  test("looks for all fields before any type, and at all types before any value", () => {
    expect(reasonFor({ event_uuid: 1, event_name: "a" })).toBe("missing_field");
    expect(reasonFor({ event_uuid: "", event_name: "a", created_at: "x" })).toBe("wrong_type");
  });

  test("names the value and the rule, and cuts a long value", () => {
    expect(check(validEvent({ event_name: `a b${"c".repeat(100)}` }))).toEqual({
      kind: "rejected",
      rejection: {
        reason: "invalid_value",
        detail:
          `event_name is "a b${"c".repeat(77)}"... (103 characters); ` +
          "it must be non-empty parts without white space, joined by colons.",
      },
    });
  });
});
