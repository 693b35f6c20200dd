import fc from "fast-check";
import { extractMetadata } from "@event-lake/local-cloud/firehose";
import { checkEnvelope } from "../../../lambda-src/deduplicate/record/envelope";
import { enrich } from "../../../lambda-src/deduplicate/record/enrich";
import { landingKeys } from "../../../modules/delivery/landing-keys";
import { partitionQuery } from "../../../modules/delivery/partition-prefix";

const contractedEvents = ["payment:order:completed", "heartbeat", 'na"me'];
const query = partitionQuery(landingKeys({ contractedEvents, windowDays: 7 }));
const now = Math.floor(Date.now() / 1000);
const DAY = 86_400;

/** Where Firehose files what was sent: folder and date, or why it could not. */
async function filed(records: readonly string[]): Promise<string[]> {
  const extractions = await extractMetadata(
    query,
    records.map((record) => Buffer.from(record)),
  );
  return extractions.map((extraction) =>
    "keys" in extraction
      ? `${extraction.keys.get("table") ?? ""} ${extraction.keys.get("created_date") ?? ""}`
      : extraction.errorCode,
  );
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

const event = (fields: object) =>
  JSON.stringify({ event_uuid: "1", event_name: "heartbeat", created_at: now, ...fields });

test("an event lands in the folder of its contract, under the date of its creation", async () => {
  const yesterday = now - DAY + 0.75;

  expect(
    await filed([
      event({}),
      event({ event_name: "payment:order:completed", created_at: yesterday }),
      event({ event_name: 'na"me' }),
      event({ created_at: now + DAY / 2 }),
    ]),
  ).toEqual([
    `heartbeat_event ${dateOf(now)}`,
    `payment_order_completed_event ${dateOf(yesterday)}`,
    `na"me_event ${dateOf(now)}`,
    `heartbeat_event ${dateOf(now + DAY / 2)}`,
  ]);
});

test("what has no contract, is late or has no right envelope shares a folder each, so that the folders are bounded", async () => {
  const today = dateOf(now);

  expect(
    await filed([
      event({ event_name: "heart:beat" }),
      event({ event_name: "" }),
      event({ created_at: now - 8 * DAY }),
      event({ event_name: "heart:beat", created_at: -1e300 }),
      event({ created_at: now * 1000 }),
      event({ created_at: "2026-11-24" }),
      event({ event_name: null }),
      "{}",
      "[]",
      "17",
      '"text"',
      "null",
      "true",
    ]),
  ).toEqual([
    `uncontracted_event ${today}`,
    `uncontracted_event ${today}`,
    `late_event ${today}`,
    `late_event ${today}`,
    `heartbeat_event ${today}`,
    ...Array.from({ length: 8 }, () => `invalid_event ${today}`),
  ]);
});

test("only what is not JSON goes to the error prefix", async () => {
  expect(await filed(["{", "", "not json", event({})])).toEqual([
    ...Array.from({ length: 3 }, () => "DynamicPartitioning.MetadataExtractionFailed"),
    `heartbeat_event ${dateOf(now)}`,
  ]);
});

test("any JSON value finds a folder and a date of the window: the query is total", async () => {
  const anything = fc.oneof(
    fc.json(),
    fc.record({ event_name: fc.jsonValue(), created_at: fc.jsonValue() }).map((value) => JSON.stringify(value)),
    fc
      .record({
        event_name: fc.constantFrom(...contractedEvents, "other"),
        created_at: fc.double({ noNaN: true, noDefaultInfinity: true }),
      })
      .map((value) => JSON.stringify(value)),
  );
  const samples = fc.sample(anything, 300);
  const dates = new Set(Array.from({ length: 10 }, (_, day) => dateOf(now + DAY - day * DAY)));
  const folders = new Set([
    "payment_order_completed_event",
    "heartbeat_event",
    'na"me_event',
    "uncontracted_event",
    "late_event",
    "invalid_event",
  ]);

  for (const where of await filed(samples)) {
    const [folder = "", date = ""] = where.split(" ");
    expect(folders).toContain(folder);
    expect(dates).toContain(date);
  }
});

test("a valid event is filed as the deduplicator files it", async () => {
  const valid = fc.sample(
    fc.record({
      event_uuid: fc.uuid(),
      event_name: fc.constantFrom("payment:order:completed", "heartbeat", "heart:beat"),
      // Not on the edges of the window: jq and the deduplicator do not look at the clock at the same moment.
      created_at: fc
        .integer({ min: now - 20 * DAY, max: now + DAY - 60 })
        .filter((at) => Math.abs(now - 7 * DAY - at) > 60),
    }),
    200,
  );
  const routing = { windowSeconds: 7 * DAY, contractedEvents: new Set(contractedEvents) };
  const expected = valid.map((fields) => {
    const check = checkEnvelope(Buffer.from(JSON.stringify(fields)), now);
    if (check.kind !== "valid") throw new Error("The event is not valid.");
    const line = JSON.parse(enrich(check.envelope, now, routing).line) as Record<string, string>;
    return `${line["table_name"] ?? ""} ${line["created_date"] ?? ""}`;
  });

  expect(await filed(valid.map((fields) => JSON.stringify(fields)))).toEqual(expected);
});

test("a lake without a contract files everything as uncontracted", () => {
  expect(landingKeys({ contractedEvents: [], windowDays: 7 })["table"]).toContain("elif false then");
});
