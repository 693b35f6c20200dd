import { createColors } from "picocolors";
import { writeTerminal } from "../../src/output/terminal";
import { DEV_REVIEW, PROD_REVIEW } from "../sample-reviews";

const PLAIN = createColors(false);
const COLOURED = createColors(true);

test("the first line is the verdict, then come the findings, data first", () => {
  const lines = writeTerminal(PROD_REVIEW, PLAIN).split("\n");

  expect(lines.slice(0, 10)).toEqual([
    "Do not apply: 2 stores would lose data in event-lake-prod",
    "",
    "Data at risk",
    "  block  The stream `event-lake-prod-events` is replaced, and its records go with it.",
    "      aws_kinesis_stream.events_stream_8A2C41F0  event-lake-prod/events/stream",
    "      holds: events of the last 168 hours",
    "      lost: every event that the deduplicator has not read yet, and the replay of the last 168 hours",
    "      recovery: none: a deleted stream keeps no record",
    "      name: event-lake-prod-events → event-lake-prod-stream",
    "      instead: Keep the name, or drain the stream first: `npm run demo -- --help` names the commands.",
  ]);
});

test("capacity and assumed usage have a line each", () => {
  const text = writeTerminal(PROD_REVIEW, PLAIN);

  expect(text).toContain("  Capacity: 29.20 → 29.20 USD a month (+0.00)");
  expect(text).toContain("  Assumed usage: 58.40 → 58.40 USD a month (+0.00), and 1 unknown");
});

test("an objection is red, no objection green", () => {
  expect(writeTerminal(PROD_REVIEW, COLOURED)).toContain(
    COLOURED.red("Do not apply: 2 stores would lose data in event-lake-prod"),
  );
  expect(writeTerminal(DEV_REVIEW, COLOURED)).toContain(
    COLOURED.green("No objection: 1 resource changes in event-lake-dev"),
  );
});

test("a value cannot speak to the terminal", () => {
  const [finding] = PROD_REVIEW.findings;
  if (finding === undefined) throw new Error("The sample has findings.");
  const text = writeTerminal(
    { ...PROD_REVIEW, findings: [{ ...finding, summary: "\u001b[2J\u001b]0;owned\u0007" }] },
    PLAIN,
  );

  expect(text).toContain("\\u{1b}[2J\\u{1b}]0;owned\\u{7}");
  expect(text).not.toMatch(/[\u001b\u0007]/u);
});
