import { createHash } from "node:crypto";
import path from "node:path";
import { loadEventContracts } from "../../../../events/event-contracts";
import type { DeltaRow } from "../../../../tools/delta-reader/delta-lake";
import { expectLake } from "../../../../tools/demo/expectation/expected-lake";
import { expectTables } from "../../../../tools/demo/expectation/expected-tables";
import { generateSampleEvents } from "../../../../tools/demo/sample/sample-events";
import { judgeQuarantineTable, judgeTables } from "../../../../tools/demo/verdict/table-verdict";
import { rowsOf } from "./right-tables";

const NOW = Date.UTC(2026, 10, 24, 12);
const contracts = loadEventContracts(path.join(__dirname, "../../../fixtures/contracts"));
const records = [...generateSampleEvents({ count: 2000, now: NOW, contracts })];
const expected = expectTables(expectLake({ records, sentAt: NOW, contracts }), contracts);

const TABLE = "payment_order_completed_event";

async function judge(tables: ReadonlyMap<string, readonly DeltaRow[]>) {
  async function* rows(table: string) {
    yield* await Promise.resolve(tables.get(table) ?? []);
  }
  const judged = await judgeTables(expected, { rows }, [...tables.keys()].sort(), () => false);
  return { ...judged, failed: judged.checks.filter(({ passed }) => !passed).map(({ name }) => name) };
}

const right = rowsOf(expected);

/** The right rows, those of one table changed. */
function changed(change: (rows: readonly DeltaRow[]) => readonly DeltaRow[], table = TABLE) {
  return new Map([...right, [table, change(right.get(table) ?? [])]]);
}

const first = (change: (row: DeltaRow) => DeltaRow) => (rows: readonly DeltaRow[]) =>
  rows.map((row, index) => (index === 0 ? change(row) : row));

test("a sample of the demo breaks no contract of events/: each of its events belongs in a table", () => {
  const shipped = loadEventContracts();
  const sample = generateSampleEvents({ count: 2000, now: NOW, contracts: shipped });
  const lake = expectLake({ records: sample, sentAt: NOW, contracts: shipped });

  const rows = [...expectTables(lake, shipped).values()];

  expect(rows.filter(({ certain }) => !certain)).toEqual([]);
  expect(lake.corrupted.filter(({ key }) => key !== undefined)).toEqual([]);
});

test("right tables pass, late events among them under the date of their creation", async () => {
  const { failed, tables } = await judge(right);

  expect(failed).toEqual([]);
  expect(tables.reduce((sum, { rows }) => sum + rows, 0)).toBe(expected.size);
  expect(tables.map(({ table }) => table)).not.toContain("late_event");
});

test.each([
  ["every valid event is in the Delta tables", changed((rows) => rows.slice(1))],
  ["no event is in the Delta tables twice", changed((rows) => [...rows, ...rows.slice(0, 1)])],
  [
    "every event, a late one too, is in its table under the date of its creation",
    changed(first((row) => ({ ...row, created_date: "2026-11-25" }))),
  ],
  [
    "every column has the value that was sent, in the contract's type",
    changed(first((row) => ({ ...row, provider_reference: "-1" }))),
  ],
  [
    "every column has the value that was sent, in the contract's type",
    changed((rows) => rows.map((row) => ({ ...row, unknown_fields: null }))),
  ],
  [
    "every column has the value that was sent, in the contract's type",
    changed(
      first((row) => ({ ...row, payload: "{}" })),
      "uncontracted_event",
    ),
  ],
  [
    "the Delta tables hold nothing that was not sent, or that breaks its contract",
    changed((rows) => [...rows, { event_uuid: "nobody's" }]),
  ],
])("%s: a lake in which that is wrong fails with these words", async (name, tables) => {
  const { failed } = await judge(tables);

  expect(failed).toEqual([name]);
});

test("the digest of a table does not depend on order or arrival, and depends on every other value", async () => {
  const digest = async (tables: ReadonlyMap<string, readonly DeltaRow[]>) =>
    (await judge(tables)).tables.find(({ table }) => table === TABLE)?.digest;
  const rightDigest = await digest(right);

  expect(await digest(changed((rows) => [...rows].reverse()))).toBe(rightDigest);
  expect(await digest(changed(first((row) => ({ ...row, arrived_datetime: "later" }))))).toBe(rightDigest);
  expect(await digest(changed(first((row) => ({ ...row, amount: -12.5 }))))).not.toBe(rightDigest);
});

describe("the table quarantine", () => {
  const misfit = { event_uuid: "no-lesson", event_name: "lesson:started", created_at: NOW / 1000 };
  const records = [misfit].map((event) => ({ data: new TextEncoder().encode(JSON.stringify(event)) }));
  const lake = expectLake({ records, sentAt: NOW, contracts });
  const expected = expectTables(lake, contracts);
  const corrupted = {
    sha256: "",
    textSha256: createHash("sha256").update("[1]").digest("hex"),
    reason: "not_an_object" as const,
    preview: "[1]",
  };
  const MISFIT_ROW = { event_uuid: "no-lesson", event_name: "lesson:started", reason: "missing_field", payload: "{}" };
  const CORRUPTED_ROW = { event_uuid: null, reason: "not_an_object", payload: "[1]" };

  const judge = (rows: readonly Record<string, string | null>[]) =>
    judgeQuarantineTable(expected, [...lake.corrupted, corrupted], rows, () => false);

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
});
