import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadEventContracts } from "../../../../events/event-contracts";
import { eventKeyOf, eventUuid } from "../../../../tools/demo/expectation/event-rules";
import { expectLake } from "../../../../tools/demo/expectation/expected-lake";
import { generateSampleEvents, type SampleRecord } from "../../../../tools/demo/sample/sample-events";

const NOW = Date.UTC(2026, 10, 24, 12);
const contracts = loadEventContracts(path.join(__dirname, "../../../fixtures/contracts"));
const records = [...generateSampleEvents({ now: NOW, contracts })];
const expected = expectLake({ records, sentAt: NOW, contracts });

function text(record: SampleRecord | undefined): string {
  return new TextDecoder().decode(record?.data);
}

/** Positions of the valid records of each id. */
const positions = new Map<string, number[]>();
records.forEach((record, index) => {
  const uuid = record.events === undefined ? eventUuid(record.data) : undefined;
  if (uuid !== undefined && expected.events.has(eventKeyOf(record.data) ?? ""))
    positions.set(uuid, [...(positions.get(uuid) ?? []), index]);
});

test("the shares of a sample of 20,000 are exact", () => {
  expect(expected.counts).toEqual({
    // 100 records hold several events, and 3 corrupted ones two lines each.
    ...{ sent: 20_138, events: 19_435, duplicates: 600, corrupted: 103, late: 200, uncontracted: 200 },
  });
});

test("the same settings give the same bytes, another seed or moment gives other ids", () => {
  const first = (settings: { seed: number; now: number }) =>
    [...generateSampleEvents({ count: 200, contracts, ...settings })].map(
      (record) => record.partitionKey + text(record),
    );
  const ids = (lines: string[]) => lines.map((line) => line.slice(0, 36));

  expect(first({ seed: 1, now: NOW })).toEqual(first({ seed: 1, now: NOW }));
  const known = new Set(ids(first({ seed: 1, now: NOW })));
  const others = [...first({ seed: 2, now: NOW }), ...first({ seed: 1, now: NOW + 1 })];
  expect(ids(others).filter((id) => known.has(id) && !/^(corrupted|packed)/.test(id))).toEqual([]);
});

test("every contract has events, and no name without a contract is taken for one that has", () => {
  const names = new Set([...expected.events.values()].map((event) => event.name));

  expect(contracts.filter((contract) => !names.has(contract.name))).toEqual([]);
  expect([...names].map((name) => name.split(":").length)).toEqual(expect.arrayContaining([1, 2, 3, 4]));
  expect(names).toContain("payment:order_completed");
});

test("a duplicate shares id, creation time and partition key with its original", () => {
  const unlike = [...positions].filter(([uuid, indexes]) => {
    const copies = indexes.map((index) => records[index]);
    const createdAt = copies.map((copy) => (JSON.parse(text(copy)) as { created_at: number }).created_at);
    return new Set(createdAt).size !== 1 || copies.some((copy) => copy?.partitionKey !== uuid);
  });

  expect(positions.size).toBeGreaterThan(19_000);
  expect(unlike).toEqual([]);
});

test("duplicates follow at once and thousands of records later, in the same bytes and in others", () => {
  const repeated = [...positions.values()].filter((indexes) => indexes.length > 1);
  const distances = repeated.map(([first = 0, second = 0]) => second - first);
  const rewritten = repeated.filter((indexes) => new Set(indexes.map((index) => text(records[index]))).size > 1);

  expect(distances.filter((distance) => distance === 1).length).toBeGreaterThan(50);
  expect(distances.filter((distance) => distance > 2000).length).toBeGreaterThan(50);
  expect(rewritten.length).toBeGreaterThan(50);
  expect(rewritten.length).toBeLessThan(300);
});

test("creation times are whole and fractional, and none is near the edge of the window", () => {
  const ages = [...expected.events.values()].map((event) => NOW / 1000 - event.createdAt);
  const hours = (age: number) => age / 3600;

  expect(ages.filter((age) => hours(age) > 2 && hours(age) < 6.1 * 24).length).toBe(200);
  expect(ages.filter((age) => hours(age) > 6.1 * 24 && hours(age) < 7.9 * 24)).toEqual([]);
  expect([...expected.events.values()].filter((event) => Number.isInteger(event.createdAt)).length).toBeGreaterThan(
    5000,
  );
  expect(
    [...expected.events.values()].filter((event) => /\.\d{6}$/.test(String(event.createdAt))).length,
  ).toBeGreaterThan(2000);
});

test("payloads have digits that a double cannot hold, decimals with a zero at the end, and emoji", () => {
  const payloads = [...expected.events.values()].map((event) => event.payload);

  expect(payloads.some((payload) => payload.includes("12345678901234567890"))).toBe(true);
  expect(payloads.some((payload) => /:\d+\.\d*0[,}]/.test(payload))).toBe(true);
  expect(payloads.some((payload) => /\p{Extended_Pictographic}/u.test(payload))).toBe(true);
  expect(payloads.some((payload) => payload.includes("__proto__"))).toBe(true);
  expect(payloads).toContain("{}");
});

test("one large event has a duplicate, one large record is corrupted, and all fit into Kinesis", () => {
  const large = records.filter((record) => record.data.length > 100_000);

  expect(large.map((record) => record.partitionKey)).toContain("corrupted-large");
  const [event, copy] = large.filter((record) => record.partitionKey !== "corrupted-large");
  expect(event?.data.length).toBeGreaterThan(290_000);
  expect(copy?.partitionKey).toBe(event?.partitionKey);
  expect(large).toHaveLength(3);
  expect(large.every((record) => record.data.length < 1_000_000)).toBe(true);
});

test("partition keys are never empty and never over 256 characters", () => {
  expect(records.filter(({ partitionKey }) => partitionKey === "" || partitionKey.length > 256)).toEqual([]);
});

test.each([0, 1, 2, 34, 100, 999, 1000])("a sample of %d has as many records and keeps its promises", (count) => {
  const few = [...generateSampleEvents({ count, seed: 5, now: NOW, contracts })];
  const { counts } = expectLake({ records: few, sentAt: NOW, contracts });

  expect(few).toHaveLength(count);
  expect(counts).toMatchObject({ duplicates: Math.round(count * 0.03), corrupted: Math.round(count * 0.005) });
});

test("a new contract is in the sample without more code", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "contracts-"));
  try {
    cpSync(contracts[0]?.file ?? "", path.join(folder, path.basename(contracts[0]?.file ?? "")));
    writeFileSync(
      path.join(folder, "sandbox.json"),
      JSON.stringify({
        $schema: "https://json-schema.org/draft/2020-12/schema",
        ...{
          $id: "urn:x",
          title: "Sandbox",
          description: "New",
          "x-event-name": "sandbox",
          "x-version": 1,
          type: "object",
        },
        properties: {
          event_uuid: { type: "string", description: "Id" },
          event_name: { type: "string", description: "Name", const: "sandbox" },
          created_at: { type: "number", description: "Time" },
          size: { type: "integer", description: "Size", minimum: 3, maximum: 3 },
        },
        ...{ required: ["event_uuid", "event_name", "created_at", "size"], additionalProperties: true },
      }),
    );
    const own = loadEventContracts(folder);

    const lake = expectLake({
      records: generateSampleEvents({ count: 400, now: NOW, contracts: own }),
      ...{ sentAt: NOW, contracts: own },
    });

    const sandbox = [...lake.events.values()].filter((event) => event.name === "sandbox");
    expect(sandbox.length).toBeGreaterThan(100);
    expect(sandbox.every((event) => event.payload.includes('"size":3'))).toBe(true);
    expect(sandbox.some(({ placements }) => placements.some(({ table }) => table === "uncontracted_event"))).toBe(
      false,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([-1, 1.5, Number.NaN])("a count of %p is refused", (count) => {
  expect(() => [...generateSampleEvents({ count, now: NOW, contracts })]).toThrow(/count is .*must be an integer/);
});

test("a sample without contracts is refused", () => {
  expect(() => [...generateSampleEvents({ now: NOW, contracts: [] })]).toThrow(/no contract.*loadEventContracts/);
});
