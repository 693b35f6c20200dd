import { createHash } from "node:crypto";
import path from "node:path";
import { loadEventContracts } from "../../../../events/event-contracts";
import { expectLake, type SentRecords } from "../../../../tools/demo/expectation/expected-lake";

/** Any payload fits: what a contract demands is another matter. */
const contracts = loadEventContracts(path.join(__dirname, "../../../fixtures/contracts")).map((contract) => ({
  ...contract,
  fields: [],
}));
const NOON = Date.UTC(2026, 10, 24, 12);

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function event(changes: Record<string, unknown> = {}): string {
  const fields = { event_uuid: "u1", event_name: "lesson:started", created_at: NOON / 1000, ...changes };
  return JSON.stringify(fields);
}

function expectOf(texts: string[], settings: Partial<SentRecords> = {}) {
  const records = texts.map((text) => ({ data: bytes(text) }));
  return expectLake({ records, sentAt: NOON, contracts, ...settings });
}

function placementsOf(changes: Record<string, unknown>, settings: Partial<SentRecords> = {}) {
  const [first] = expectOf([event(changes)], settings).events.values();
  return first?.placements.map(({ table, createdDate }) => `${table}/${createdDate}`);
}

function secondsBefore(seconds: number): number {
  return NOON / 1000 - seconds;
}

test("an event is expected with its enriched fields and the text of its type-specific ones", () => {
  const text = `{"amount": 1.10, "event_uuid":"u1","event_name":"payment:order:completed","created_at":1795521600.5,"big":12345678901234567890}`;

  const { events } = expectOf([text]);

  expect(events.get("payment:order:completed u1")).toEqual({
    ...{ uuid: "u1", name: "payment:order:completed", type: "payment", subtype: "order" },
    ...{ createdAt: 1795521600.5, createdDatetime: "2026-11-24T12:00:00.500Z" },
    payload: '{"amount":1.10,"big":12345678901234567890}',
    placements: [{ table: "payment_order_completed_event", createdDate: "2026-11-24" }],
    sentAs: [createHash("sha256").update(text).digest("hex")],
    mayBeQuarantined: [],
  });
});

test("an event whose name has one part has no subtype, and one without fields an empty payload", () => {
  const expected = expectOf([event({ event_name: "heartbeat" })]).events.get("heartbeat u1");

  expect(expected).toMatchObject({ type: "heartbeat", subtype: null, payload: "{}" });
});

test("names of the envelope inside an object belong to the payload", () => {
  const expected = expectOf([event({ context: { event_uuid: "inner" } })]).events.get("lesson:started u1");

  expect(expected?.payload).toBe('{"context":{"event_uuid":"inner"}}');
});

test("the first of several records with one name and id counts, and another name makes another event", () => {
  const { events, duplicates, counts } = expectOf([event({ n: 1 }), event({ n: 2 }), event({ event_name: "x", n: 3 })]);

  expect(events.get("lesson:started u1")?.payload).toBe('{"n":1}');
  expect(events.get("lesson:started u1")?.sentAs).toHaveLength(2);
  expect(events.get("x u1")?.payload).toBe('{"n":3}');
  expect([...duplicates]).toEqual([["lesson:started u1", 1]]);
  expect(counts).toEqual({ sent: 3, events: 2, duplicates: 1, corrupted: 0, late: 0, uncontracted: 1 });
});

test("a corrupted record is no duplicate, and makes none", () => {
  const { duplicates, corrupted, counts } = expectOf([event({ created_at: -1 }), event(), event({ created_at: "1" })]);

  expect(duplicates.size).toBe(0);
  expect(corrupted.map(({ reason }) => reason)).toEqual(["invalid_value", "wrong_type"]);
  expect(corrupted[0]?.sha256).toBe(
    createHash("sha256")
      .update(event({ created_at: -1 }))
      .digest("hex"),
  );
  expect(counts).toMatchObject({ events: 1, corrupted: 2 });
});

test("an event without a contract goes to the table for those, also when its table name is one of a contract", () => {
  expect(placementsOf({ event_name: "lesson_started" })).toEqual(["uncontracted_event/2026-11-24"]);
});

test("a late event lies under its arrival, also when it has no contract", () => {
  expect(placementsOf({ created_at: secondsBefore(8 * 86_400) })).toEqual(["late_event/2026-11-24"]);
  expect(placementsOf({ created_at: secondsBefore(8 * 86_400), event_name: "x" })).toEqual(["late_event/2026-11-24"]);
});

test.each([
  [0, "2026-11-24"],
  [13 * 3_600, "2026-11-23"],
  [35 * 3_600, "2026-11-23"],
])("an event that is %d seconds old lies under the date of its creation", (age, date) => {
  expect(placementsOf({ created_at: secondsBefore(age) })).toEqual([`lesson_started_event/${date}`]);
});

test.each([
  [601, ["lesson_started_event/2026-11-23"]],
  [599, ["lesson_started_event/2026-11-23", "late_event/2026-11-25"]],
  [-599, ["lesson_started_event/2026-11-23", "late_event/2026-11-25"]],
  [-601, ["late_event/2026-11-25"]],
])(
  "an event of the 23rd that is sent %d seconds before the 25th may be late only within ten minutes",
  (before, placements) => {
    const sentAt = Date.UTC(2026, 10, 25) - before * 1_000;

    expect(placementsOf({ created_at: Date.UTC(2026, 10, 23) / 1_000 }, { sentAt })).toEqual(placements);
  },
);

test("a late event that arrives around midnight may lie under either date", () => {
  const late = { created_at: secondsBefore(20 * 86_400) };
  const midnight = Date.UTC(2026, 10, 25);

  expect(placementsOf(late, { sentAt: midnight - 300_000 })).toEqual([
    "late_event/2026-11-24",
    "late_event/2026-11-25",
  ]);
  expect(placementsOf(late, { sentAt: midnight - 660_000 })).toEqual(["late_event/2026-11-24"]);
});

test("sending that takes long widens the bounds up to its end", () => {
  const late = { created_at: secondsBefore(20 * 86_400) };

  expect(placementsOf(late, { sentUntil: NOON + 12 * 3_600_000 })).toEqual([
    "late_event/2026-11-24",
    "late_event/2026-11-25",
  ]);
});

test("an event whose clock is about a day ahead may be stored or in quarantine", () => {
  const { events, corrupted } = expectOf([event({ created_at: NOON / 1000 + 86_400 })]);

  expect(corrupted).toEqual([]);
  expect(events.get("lesson:started u1")?.mayBeQuarantined).toMatchObject([{ reason: "invalid_value" }]);
});

test("an event over Firehose's record limit is corrupted, one near it may be, a smaller one is stored", () => {
  const large = (length: number) => event({ event_uuid: String(length), text: "a".repeat(length) });

  const { events, corrupted } = expectOf([large(1_030_000), large(1_022_000), large(1_000_000)]);

  expect(corrupted).toMatchObject([{ reason: "too_large" }]);
  expect(events.get("lesson:started 1022000")?.mayBeQuarantined).toMatchObject([{ reason: "too_large" }]);
  expect(events.get("lesson:started 1000000")?.mayBeQuarantined).toEqual([]);
});

test("quotation marks count twice against Firehose's limit, since the payload is a text", () => {
  expect(expectOf([event({ list: new Array(120_000).fill("ab") })]).corrupted).toEqual([]);
  expect(expectOf([event({ list: new Array(150_000).fill("ab") })]).corrupted).toMatchObject([{ reason: "too_large" }]);
});

test("an event that breaks its contract is in quarantine, and its corrected copy is stored", () => {
  const score = {
    name: "score",
    column: "score",
    type: "integer",
    description: "Points",
    columnType: "bigint" as const,
    classification: "internal" as const,
  };
  const strict = contracts.map((contract) => ({
    ...contract,
    fields: [{ ...score, required: false, nullable: false }],
  }));

  const lake = expectOf([event({ score: "high" }), event({ score: 7 })], { contracts: strict });

  expect(lake.corrupted).toMatchObject([{ reason: "wrong_type", key: "lesson:started u1" }]);
  expect([lake.events.size, lake.duplicates.size]).toEqual([1, 0]);
});

test("a record that holds several events is each of them; one that is no JSON is its lines", () => {
  const events = ["a", "b"].map((id) => bytes(event({ event_uuid: id })));
  const records = [{ data: bytes("anything"), events }, { data: bytes("one\ntwo\n") }];

  const lake = expectOf([], { records });

  expect([...lake.events.values()].map(({ uuid }) => uuid)).toEqual(["a", "b"]);
  expect(lake.corrupted.map(({ preview }) => preview)).toEqual(["one", "two"]);
  expect(lake.counts.sent).toBe(4);
});

test("a blank record is corrupted in flight, and none in the lake", () => {
  expect(expectOf([" \n"]).corrupted).toHaveLength(1);
  expect(expectOf([" \n"], { inLake: true }).corrupted).toEqual([]);
});
