import { createHash } from "node:crypto";
import { loadEventContracts } from "../../../../events/event-contracts";
import { expectLake } from "../../../../tools/demo/expectation/expected-lake";
import { expectTables } from "../../../../tools/demo/expectation/expected-tables";
import { judgeQuarantineTable } from "../../../../tools/demo/verdict/quarantine-verdict";

const NOW = Date.UTC(2026, 10, 24, 12);
const contracts = loadEventContracts();
const misfit = { event_uuid: "no-lesson", event_name: "lesson:started", created_at: NOW / 1000 };
const records = [misfit].map((event) => ({ data: new TextEncoder().encode(JSON.stringify(event)) }));
const expected = expectTables(expectLake({ records, sentAt: NOW, windowSeconds: 604_800, contracts }), contracts);
const corrupted = {
  sha256: createHash("sha256").update("[1]").digest("hex"),
  reason: "not_an_object" as const,
  preview: "[1]",
};
const MISFIT_ROW = { event_uuid: "no-lesson", reason: "missing_field", payload: "{}" };
const CORRUPTED_ROW = { event_uuid: null, reason: "not_an_object", payload: "[1]" };

const judge = (rows: readonly Record<string, string | null>[]) =>
  judgeQuarantineTable(expected, [corrupted], rows, () => false);

test("what breaks its contract and what is no event are in quarantine, each with its reason", async () => {
  expect((await judge([MISFIT_ROW, CORRUPTED_ROW])).passed).toBe(true);
});

test.each([
  ["an event that breaks its contract is missing", [CORRUPTED_ROW]],
  ["a corrupted record is missing", [MISFIT_ROW]],
  ["a reason is wrong", [MISFIT_ROW, { ...CORRUPTED_ROW, reason: "not_json" }]],
  ["a row is there that nobody sent", [MISFIT_ROW, CORRUPTED_ROW, { ...MISFIT_ROW, event_uuid: "other" }]],
])("quarantine fails when %s", async (_, rows) => {
  expect((await judge(rows)).passed).toBe(false);
});
