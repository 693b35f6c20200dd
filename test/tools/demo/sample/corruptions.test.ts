import { CORRUPTIONS, LARGE_CORRUPTION } from "../../../../tools/demo/sample/corruptions";
import type { EventMembers } from "../../../../tools/demo/sample/event-members";
import { checkEnvelope } from "../../../../tools/demo/expectation/event-rules";
import { SeededRandom } from "../../../../tools/demo/sample/seeded-random";

const NOW = Date.UTC(2026, 10, 24, 12);
const ARRIVAL = { earliest: NOW, latest: NOW };
const EVENT: EventMembers = [
  ["event_uuid", '"7b1f4a52-0000-4000-8000-000000000001"'],
  ["event_name", '"lesson:started"'],
  ["created_at", String(NOW / 1000)],
  ["lesson_id", '"les_1"'],
];

test.each([...CORRUPTIONS, LARGE_CORRUPTION].map((corruption) => [corruption.kind, corruption] as const))(
  "an event corrupted as %p breaks the rule that is named",
  (_, corruption) => {
    const random = new SeededRandom(1);
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const bytes = corruption.corrupt(EVENT, random);

      expect(checkEnvelope(bytes, ARRIVAL)).toEqual({ valid: false, reason: corruption.reason });
    }
  },
);

test("every reason that the bytes alone can have is there", () => {
  expect(new Set(CORRUPTIONS.map((corruption) => corruption.reason))).toEqual(
    new Set(["not_json", "not_an_object", "missing_field", "wrong_type", "invalid_value"]),
  );
  expect(new Set(CORRUPTIONS.map((corruption) => corruption.kind)).size).toBe(CORRUPTIONS.length);
});

test("bytes that are no UTF-8 would be JSON if they were read carelessly", () => {
  const corruption = CORRUPTIONS.find(({ kind }) => kind === "invalid UTF-8");
  const bytes = corruption?.corrupt(EVENT, new SeededRandom(1)) ?? new Uint8Array();

  expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({ event_name: "lesson:started" });
});

test("the large one is over the limit of a queue message in base64, and under that of a Kinesis record", () => {
  const { length } = LARGE_CORRUPTION.corrupt(EVENT, new SeededRandom(1));

  expect((length / 3) * 4).toBeGreaterThan(262_144);
  expect(length).toBeLessThan(1_000_000);
});
