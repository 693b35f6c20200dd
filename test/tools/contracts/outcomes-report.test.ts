import { outcomesReport } from "../../../tools/contracts/outcomes-report";
import type { Outcome } from "../../../tools/contracts/event-outcomes";

const OUTCOMES: readonly Outcome[] = [
  { line: 1, kind: "stored", eventName: "heartbeat", table: "heartbeat_event" },
  { line: 2, kind: "stored", eventName: "hartbeat", table: "uncontracted_event" },
  { line: 3, kind: "duplicate", eventName: "heartbeat", firstLine: 1 },
  { line: 4, kind: "rejected", reason: "wrong_type", detail: "score is a string, not an integer" },
];

test("what is not stored has a line with its place and why, and all is counted", () => {
  expect(outcomesReport(OUTCOMES, "my.ndjson", ["heartbeat"], false)).toEqual({
    lines: [
      "my.ndjson:3  duplicate of the event of line 1 (heartbeat)",
      "my.ndjson:4  rejected: wrong_type: score is a string, not an integer",
    ],
    summary: [
      "4 events: 2 stored, 1 duplicates, 1 rejected.",
      "Stored in: heartbeat_event 1, uncontracted_event 1.",
      "Rejected for: wrong_type 1.",
      "No contract names hartbeat (1): it is stored in uncontracted_event until one does. Did you mean heartbeat?",
    ],
    passed: false,
  });
});

test("on demand every event has a line", () => {
  expect(outcomesReport(OUTCOMES, "my.ndjson", [], true).lines).toHaveLength(4);
});

test("events of which none is rejected pass", () => {
  expect(outcomesReport(OUTCOMES.slice(0, 3), "my.ndjson", [], false).passed).toBe(true);
});
