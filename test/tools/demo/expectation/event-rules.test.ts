import { checkEnvelope, createdDatetime } from "../../../../tools/demo/expectation/event-rules";

const NOW = 1_764_000_000;
const ARRIVAL = { earliest: (NOW - 600) * 1000, latest: (NOW + 600) * 1000 };

function check(event: unknown) {
  return checkEnvelope(new TextEncoder().encode(typeof event === "string" ? event : JSON.stringify(event)), ARRIVAL);
}

function checkFields(changes: Record<string, unknown>) {
  return check({ event_uuid: "u", event_name: "a:b", created_at: NOW, ...changes });
}

test("an event with its envelope is valid", () => {
  expect(check('{"event_uuid":"u","event_name":"a","created_at":0.5}\n')).toEqual({
    ...{ valid: true, certain: true, uuid: "u", name: "a", createdAt: 0.5 },
    text: '{"event_uuid":"u","event_name":"a","created_at":0.5}\n',
  });
});

test.each([
  ["missing_field", { event_uuid: null, event_name: 1, created_at: "x" }],
  ["missing_field", { event_uuid: 1, event_name: 1, created_at: null }],
  ["wrong_type", { event_uuid: "", event_name: "", created_at: "1" }],
  ["wrong_type", { event_uuid: 1, event_name: "::", created_at: -1 }],
  ["invalid_value", { event_uuid: "" }],
  ["invalid_value", { event_name: "a b" }],
  ["invalid_value", { created_at: -0.001 }],
])("the first broken rule is the reason: %s for %j", (reason, changes) => {
  expect(checkFields(changes)).toEqual({ valid: false, reason });
});

test.each([
  { event_uuid: "a".repeat(256) },
  { event_name: "a".repeat(256) },
  { event_name: "Größe:🦊.x-1:c:d:e" },
  { created_at: 0 },
])("a value at its limit is valid (%j)", (changes) => {
  expect(checkFields(changes).valid).toBe(true);
});

test.each([
  { event_uuid: "a".repeat(257) },
  { event_name: "a".repeat(257) },
  { event_name: "a\u00a0b" },
  { event_name: "a:b\n" },
  { event_uuid: "a\ud83d" },
  { event_name: "\ude00:a" },
])("a value over its limit is not (%j)", (changes) => {
  expect(checkFields(changes)).toEqual({ valid: false, reason: "invalid_value" });
});

test("a clock a day ahead is accepted, more is not, and between the bounds of arrival it is not certain", () => {
  const ahead = (seconds: number) => checkFields({ created_at: NOW + 86_400 + seconds });

  expect(ahead(-600)).toMatchObject({ valid: true, certain: true });
  expect(ahead(-599)).toMatchObject({ valid: true, certain: false });
  expect(ahead(600)).toMatchObject({ valid: true, certain: false });
  expect(ahead(601)).toEqual({ valid: false, reason: "invalid_value" });
});

test("an event may be nested to 500 levels, and brackets in a string are none", () => {
  const nested = (levels: number) => `{"x":${"[".repeat(levels - 1)}`;

  expect(check(nested(501))).toEqual({ valid: false, reason: "too_deep" });
  expect(check(nested(500))).toEqual({ valid: false, reason: "not_json" });
  expect(checkFields({ x: `"${"[".repeat(600)}` }).valid).toBe(true);
});

test("a byte order mark is no JSON", () => {
  expect(check('\ufeff{"event_uuid":"u","event_name":"a","created_at":1}')).toEqual({
    valid: false,
    reason: "not_json",
  });
});

test("an envelope field that is only inherited is missing", () => {
  expect(check('{"__proto__":{"event_uuid":"u","event_name":"a","created_at":1}}')).toEqual({
    valid: false,
    reason: "missing_field",
  });
});

test.each([
  [1712511721.022075, "2024-04-07T17:42:01.022Z"],
  [1712511721, "2024-04-07T17:42:01.000Z"],
  [1712511721.5, "2024-04-07T17:42:01.500Z"],
  [1712511721.029999, "2024-04-07T17:42:01.029Z"],
  [0, "1970-01-01T00:00:00.000Z"],
  [0.0009, "1970-01-01T00:00:00.000Z"],
  [1e-7, "1970-01-01T00:00:00.000Z"],
  [951782400, "2000-02-29T00:00:00.000Z"],
])("created_at %p is the moment %s", (createdAt, datetime) => {
  expect(createdDatetime(createdAt)).toBe(datetime);
});

test("every millisecond of a second keeps its own text", () => {
  for (let millisecond = 0; millisecond < 1000; millisecond += 1) {
    const digits = String(millisecond).padStart(3, "0");

    expect(createdDatetime(Number(`1764000000.${digits}`))).toBe(`2025-11-24T16:00:00.${digits}Z`);
  }
});
