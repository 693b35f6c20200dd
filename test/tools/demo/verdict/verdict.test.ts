import path from "node:path";
import { loadEventContracts } from "../../../../events/event-contracts";
import { eventKey, eventKeyOf } from "../../../../tools/demo/expectation/event-rules";
import { expectLake } from "../../../../tools/demo/expectation/expected-lake";
import type { LakeRow } from "../../../../tools/demo/reading/lake-reader";
import type { QueueMessage } from "../../../../tools/demo/reading/queue-messages";
import { generateSampleEvents } from "../../../../tools/demo/sample/sample-events";
import { type Evidence, judge } from "../../../../tools/demo/verdict/verdict";
import { evidenceOf } from "./right-evidence";

const NOW = Date.UTC(2026, 10, 24, 12);
const contracts = loadEventContracts(path.join(__dirname, "../../../fixtures/contracts"));
const records = [...generateSampleEvents({ count: 2000, now: NOW, contracts })];
const expected = expectLake({ records, sentAt: NOW, contracts });
const right = evidenceOf(records, expected);

/** The right evidence, in lists that a test may change. */
function rightEvidence(): typeof right {
  const { lakeRows, duplicatesMessages, quarantineMessages } = right;
  return {
    expected,
    lakeRows: [...lakeRows],
    duplicatesMessages: [...duplicatesMessages],
    quarantineMessages: [...quarantineMessages],
  };
}

async function failures(evidence: Evidence): Promise<string[]> {
  const verdict = await judge(evidence);
  const failed = verdict.checks.filter((check) => !check.passed);
  expect(verdict.passed).toBe(failed.length === 0);
  return failed.map((check) => check.name);
}

const keyOf = (row: LakeRow | undefined) => eventKey(row?.eventName ?? "", row?.eventUuid ?? "");

const CHECKS = {
  stored: "every unique valid event is stored",
  twice: "no event is stored twice",
  table: "every event is in its table",
  date: "every event is under its date",
  fields: "every enriched field is right",
  payload: "every payload is stored without loss",
  unsent: "nothing is stored that was not sent",
  rejected: "what was rejected is delivered to rejected_event, and nothing else is",
  duplicates: "every duplicate is in the duplicates queue",
  quarantine: "every corrupted event is in quarantine with its reason",
  sums: "sent = stored + duplicates + corrupted",
} as const;

test("a run in which everything went right passes every check", async () => {
  const verdict = await judge(rightEvidence());

  expect(verdict.checks.filter((check) => !check.passed)).toEqual([]);
  expect(verdict.passed).toBe(true);
  expect(verdict.checks.map((check) => check.name)).toEqual(Object.values(CHECKS));
});

test("rows may come as a stream", async () => {
  const evidence = rightEvidence();
  async function* stream() {
    await Promise.resolve();
    yield* evidence.lakeRows;
  }

  expect(await failures({ ...evidence, lakeRows: stream() })).toEqual([]);
});

test("nothing sent and nothing found passes", async () => {
  const nothing = expectLake({ records: [], sentAt: NOW, contracts });

  expect(await failures({ expected: nothing, lakeRows: [], duplicatesMessages: [], quarantineMessages: [] })).toEqual(
    [],
  );
});

test("a lake that stayed empty fails", async () => {
  expect(await failures({ ...rightEvidence(), lakeRows: [] })).toEqual([CHECKS.stored, CHECKS.rejected, CHECKS.sums]);
});

test("a lost event fails, and is named", async () => {
  const evidence = rightEvidence();
  const [lost] = evidence.lakeRows.splice(10, 1);

  const verdict = await judge(evidence);

  expect(await failures(evidence)).toEqual([CHECKS.stored, CHECKS.sums]);
  expect(verdict.checks[0]?.detail).toContain(`1 wrong: ${lost?.eventUuid ?? ""} (${lost?.eventName ?? ""}).`);
});

test("what was rejected and is delivered nowhere, twice under another date, or without having been rejected, fails", async () => {
  const evidence = rightEvidence();
  const isRejected = (row: LakeRow) => row.table === "rejected_event";
  const others = evidence.lakeRows.filter((row) => !isRejected(row));
  const rejected = evidence.lakeRows.filter(isRejected);
  // The first ones are blank, and look alike.
  const first = rejected.pop();
  if (first === undefined) throw new Error("The sample has a rejected record.");
  const withRows = (...rows: LakeRow[]) => failures({ ...evidence, lakeRows: [...others, ...rows] });

  expect(await withRows(...rejected, first, first)).toEqual([]);
  expect(await withRows(...rejected)).toEqual([CHECKS.rejected]);
  expect(await withRows(...rejected, first, { ...first, createdDate: "2026-11-23" })).toEqual([CHECKS.rejected]);
  expect(
    await withRows(...rejected, first, { ...first, payload: '{"reason":"not_json","detail":"x","record":"?"}' }),
  ).toEqual([CHECKS.rejected]);
});

test("an event under another name is one that was never sent", async () => {
  const evidence = rightEvidence();
  const [row] = evidence.lakeRows.splice(0, 1);
  if (row) evidence.lakeRows.push({ ...row, eventName: "lesson:begun" });

  expect(await failures(evidence)).toEqual([CHECKS.stored, CHECKS.unsent]);
});

test("an event stored twice fails", async () => {
  const evidence = rightEvidence();
  evidence.lakeRows.push(...evidence.lakeRows.slice(0, 1));

  expect(await failures(evidence)).toEqual([CHECKS.twice, CHECKS.sums]);
});

describe("when deliveries were lost on the way", () => {
  const TWICE = "no event is stored more often than deliveries with a lost outcome explain";

  test("an event may be stored as often again as its deliveries explain, and is counted as redelivered", async () => {
    const evidence = rightEvidence();
    const [row, other] = evidence.lakeRows;
    evidence.lakeRows.push(...evidence.lakeRows.slice(0, 1), ...evidence.lakeRows.slice(0, 1));
    const redeliverable = new Map([
      [keyOf(row), 2],
      [keyOf(other), 1],
    ]);

    const verdict = await judge({ ...evidence, redeliverable });

    expect(verdict.checks.filter((check) => !check.passed)).toEqual([]);
    expect(verdict.redelivered).toBe(2);
  });

  test("one copy more fails", async () => {
    const evidence = rightEvidence();
    const [row] = evidence.lakeRows;
    evidence.lakeRows.push(...evidence.lakeRows.slice(0, 1), ...evidence.lakeRows.slice(0, 1));

    expect(await failures({ ...evidence, redeliverable: new Map([[keyOf(row), 1]]) })).toEqual([TWICE, CHECKS.sums]);
  });

  test("a copy of another event fails", async () => {
    const evidence = rightEvidence();
    const redeliverable = new Map([[keyOf(evidence.lakeRows[1]), 5]]);
    evidence.lakeRows.push(...evidence.lakeRows.slice(0, 1));

    expect(await failures({ ...evidence, redeliverable })).toEqual([TWICE, CHECKS.sums]);
  });

  test("a lost event is not made up for by a redelivered one", async () => {
    const evidence = rightEvidence();
    const [, copied] = evidence.lakeRows;
    evidence.lakeRows.splice(0, 1, ...evidence.lakeRows.slice(1, 2));

    expect(await failures({ ...evidence, redeliverable: new Map([[keyOf(copied), 1]]) })).toEqual([
      CHECKS.stored,
      CHECKS.sums,
    ]);
  });
});

test("a lost event is not made up for by another one that is stored twice", async () => {
  const evidence = rightEvidence();
  evidence.lakeRows.splice(0, 1, ...evidence.lakeRows.slice(1, 2));

  expect(await failures(evidence)).toEqual([CHECKS.stored, CHECKS.twice]);
});

test("an event that was never sent fails", async () => {
  const evidence = rightEvidence();
  evidence.lakeRows.push(...evidence.lakeRows.slice(0, 1).map((row) => ({ ...row, eventUuid: "unknown" })));

  expect(await failures(evidence)).toEqual([CHECKS.unsent, CHECKS.sums]);
});

test("a row without an id fails", async () => {
  const evidence = rightEvidence();
  evidence.lakeRows.splice(0, 1, ...evidence.lakeRows.slice(0, 1).map((row) => ({ ...row, eventUuid: null })));

  expect(await failures(evidence)).toEqual([CHECKS.stored, CHECKS.unsent]);
});

/** Index of a row that is neither late nor uncontracted, and has a subtype and a payload with a number. */
function plainRow(rows: readonly LakeRow[]): number {
  return rows.findIndex(
    (row) => row.table.startsWith("payment_") && row.eventSubtype !== null && /:\d+\.\d/.test(row.payload ?? ""),
  );
}

test.each<[string, string, (row: LakeRow) => Partial<LakeRow>]>([
  [CHECKS.table, "another table", () => ({ table: "heartbeat_event" })],
  [CHECKS.table, "the uncontracted table", () => ({ table: "uncontracted_event" })],
  [CHECKS.date, "another date", () => ({ createdDate: "2026-11-25" })],
  [CHECKS.date, "no date", () => ({ createdDate: "" })],
  [CHECKS.fields, "another type", () => ({ eventType: null })],
  [CHECKS.fields, "another subtype", () => ({ eventSubtype: null })],
  [CHECKS.fields, "a creation time one millisecond off", (row) => ({ createdAt: (row.createdAt ?? 0) + 0.001 })],
  [
    CHECKS.fields,
    "a date without milliseconds",
    (row) => ({ createdDatetime: row.createdDatetime?.replace(/\.\d+/, "") ?? null }),
  ],
  [CHECKS.fields, "an arrival that is no date", () => ({ arrivedDatetime: "now" })],
  [CHECKS.payload, "no payload", () => ({ payload: null })],
  [CHECKS.payload, "a payload that is no JSON", () => ({ payload: "{" })],
  [CHECKS.payload, "an empty payload", () => ({ payload: "{}" })],
  [
    CHECKS.payload,
    "a decimal with a digit more",
    (row) => ({ payload: row.payload?.replace(/(:\d+\.\d+)/, "$10") ?? null }),
  ],
  [CHECKS.payload, "a number as text", (row) => ({ payload: row.payload?.replace(/:(\d+\.\d+)/, ':"$1"') ?? null })],
])("%s: a row with %s fails that check alone", async (check, _, change) => {
  const evidence = rightEvidence();
  const index = plainRow(evidence.lakeRows);
  evidence.lakeRows.splice(
    index,
    1,
    ...evidence.lakeRows.slice(index, index + 1).map((row) => ({ ...row, ...change(row) })),
  );

  expect(index).toBeGreaterThanOrEqual(0);
  expect(await failures(evidence)).toEqual([check]);
});

test("white space, escapes and the order of members make no other payload", async () => {
  const evidence = rightEvidence();
  const lakeRows = evidence.lakeRows.map((row) => ({
    ...row,
    payload: ` ${(row.payload ?? "").replace(/^\{("\w+":("\w*"|[\d.]+)),(.*)\}$/s, "{ $3 ,\n$1}").replaceAll("é", "\\u00e9")}`,
  }));

  expect(
    lakeRows.filter((row, index) => row.payload.trim() !== evidence.lakeRows[index]?.payload).length,
  ).toBeGreaterThan(500);
  expect(await failures({ ...evidence, lakeRows })).toEqual([]);
});

test("a late event must lie under the date on which it says that it arrived", async () => {
  const evidence = rightEvidence();
  const lakeRows = evidence.lakeRows.map((row) =>
    row.table === "late_event" ? { ...row, arrivedDatetime: "2026-11-23T12:00:00.000Z" } : row,
  );

  expect(await failures({ ...evidence, lakeRows })).toEqual([CHECKS.date]);
});

test("a lost duplicate fails", async () => {
  const evidence = rightEvidence();
  evidence.duplicatesMessages.pop();

  expect(await failures(evidence)).toEqual([CHECKS.duplicates, CHECKS.sums]);
});

test("a duplicate that is reported for another event fails", async () => {
  const evidence = rightEvidence();
  const [{ event } = { event: new Uint8Array() }] = evidence.duplicatesMessages;
  const single = records.find(({ data }) => {
    const key = eventKeyOf(data) ?? "";
    return expected.events.has(key) && !expected.duplicates.has(key);
  });
  const changed = evidence.duplicatesMessages.map((message, index) =>
    index === 0 ? { ...message, event: single?.data ?? event } : message,
  );

  expect(await failures({ ...evidence, duplicatesMessages: changed })).toEqual([CHECKS.duplicates]);
});

test.each<[string, (message: QueueMessage) => Partial<QueueMessage>]>([
  ["another reason", () => ({ reason: "not_json" })],
  ["no detail", () => ({ detail: "" })],
  ["changed bytes", (message) => ({ event: Uint8Array.of(...message.event, 32) })],
  ["bytes that are no event", () => ({ event: new Uint8Array() })],
])("a duplicate with %s fails", async (_, change) => {
  const evidence = rightEvidence();
  const changed = evidence.duplicatesMessages.map((message, index) =>
    index === 3 ? { ...message, ...change(message) } : message,
  );

  expect(await failures({ ...evidence, duplicatesMessages: changed })).toEqual([CHECKS.duplicates]);
});

test("a message that a queue delivers again counts once", async () => {
  const evidence = rightEvidence();
  const { duplicatesMessages, quarantineMessages } = evidence;

  expect(
    await failures({
      ...evidence,
      duplicatesMessages: [...duplicatesMessages, ...duplicatesMessages.slice(0, 3)],
      quarantineMessages: [...quarantineMessages, ...quarantineMessages.slice(0, 3)],
    }),
  ).toEqual([]);
});

test("one record that is reported with two events fails", async () => {
  const evidence = rightEvidence();
  const [first, second] = evidence.duplicatesMessages;
  const mixed = { ...first, event: second?.event } as QueueMessage;

  expect(await failures({ ...evidence, duplicatesMessages: [...evidence.duplicatesMessages, mixed] })).toEqual([
    CHECKS.duplicates,
  ]);
});

test("a corrupted event that is nowhere fails", async () => {
  const evidence = rightEvidence();
  evidence.quarantineMessages.pop();

  expect(await failures(evidence)).toEqual([CHECKS.quarantine, CHECKS.sums]);
});

test.each<[string, (message: QueueMessage) => Partial<QueueMessage>]>([
  ["another reason", ({ reason }) => ({ reason: reason === "wrong_type" ? "not_json" : "wrong_type" })],
  ["no detail", () => ({ detail: "" })],
  ["changed bytes", (message) => ({ event: Uint8Array.of(...message.event, 32) })],
])("a corrupted event with %s fails", async (_, change) => {
  const evidence = rightEvidence();
  const changed = evidence.quarantineMessages.map((message, index) =>
    index === 3 ? { ...message, ...change(message) } : message,
  );

  expect(await failures({ ...evidence, quarantineMessages: changed })).toEqual([CHECKS.quarantine]);
});

test("a valid event in quarantine fails", async () => {
  const evidence = rightEvidence();
  const valid = { reason: "not_json", detail: "Why.", shardId: "s", sequenceNumber: "x", event: records[0]?.data };

  expect(
    await failures({ ...evidence, quarantineMessages: [...evidence.quarantineMessages, valid as QueueMessage] }),
  ).toEqual([CHECKS.quarantine, CHECKS.sums]);
});

test("a failed check shows five examples and counts the rest", async () => {
  const evidence = rightEvidence();
  evidence.lakeRows.splice(0, 12);

  const { checks } = await judge(evidence);

  expect(checks[0]?.detail).toContain("12 wrong, for example: ");
  expect(checks[0]?.detail.split("; ")).toHaveLength(5);
});

describe("an event whose clock is about a day ahead, sent twice", () => {
  const text = JSON.stringify({ event_uuid: "u1", event_name: "heartbeat", created_at: NOW / 1000 + 86_400 });
  const sent = [0, 1].map(() => ({ data: new TextEncoder().encode(text), partitionKey: "u1" }));
  const lake = expectLake({ records: sent, sentAt: NOW, contracts });
  const { lakeRows, duplicatesMessages } = evidenceOf(sent, lake);
  const quarantined = duplicatesMessages.map((message) => ({ ...message, reason: "invalid_value" }));
  const both = quarantined.flatMap((message) => [message, { ...message, sequenceNumber: "other" }]);

  test.each([
    ["stored, with a duplicate", { lakeRows, duplicatesMessages, quarantineMessages: [] }],
    ["in quarantine once and stored", { lakeRows, duplicatesMessages: [], quarantineMessages: quarantined }],
    ["in quarantine twice", { lakeRows: [], duplicatesMessages: [], quarantineMessages: both }],
  ])("may be %s", async (_, found) => {
    expect(await failures({ expected: lake, ...found })).toEqual([]);
  });

  test("may not be nowhere", async () => {
    expect(await failures({ expected: lake, lakeRows: [], duplicatesMessages: [], quarantineMessages: [] })).toEqual([
      CHECKS.stored,
      CHECKS.sums,
    ]);
  });

  test("may not be in quarantine three times", async () => {
    const third = quarantined.map((message) => ({ ...message, sequenceNumber: "third" }));

    expect(
      await failures({ expected: lake, lakeRows: [], duplicatesMessages: [], quarantineMessages: [...both, ...third] }),
    ).toEqual([CHECKS.quarantine, CHECKS.sums]);
  });
});
