import { isoDatetime } from "../../../../lambda-src/deduplicate/record/enrich";
import { examineEvent } from "../../../../lambda-src/deduplicate/record/examine-record";
import { RAW_COLUMNS, ROUTING_FIELDS } from "../../../../lambda-src/interface";
import { ARRIVED_AT, streamRecord } from "../kinesis-records";

const CONTRACTS = new Map([
  ["payment:order:completed", []],
  ["login", []],
]);

/** Unix seconds: 2024-04-06, the day before ARRIVED_AT. */
const YESTERDAY = Date.UTC(2024, 3, 6) / 1000;

function enriched(eventName: string, createdAt: number, members = "", arrivedAt = ARRIVED_AT) {
  const text = `{"event_uuid":"a","event_name":"${eventName}","created_at":${createdAt}${members}}`;
  const examined = examineEvent(streamRecord(text, { arrivedAt }), CONTRACTS);
  if (examined.kind === "rejected") throw new Error(examined.rejection.detail);
  const { line, destination } = examined;
  return { line, destination, event: JSON.parse(line) as Record<string, unknown> };
}

describe("enrich", () => {
  test("adds type, subtype, times, payload and route", () => {
    const { event, destination } = enriched("payment:order:completed", 1712511721.022075, ',"total":1.10');

    expect(destination).toBe("contracted");
    expect(event).toEqual({
      event_uuid: "a",
      event_name: "payment:order:completed",
      event_type: "payment",
      event_subtype: "order",
      created_at: 1712511721.022075,
      created_datetime: "2024-04-07T17:42:01.022Z",
      arrived_datetime: "2024-04-07T18:15:30.500Z",
      payload: '{"total":1.10}',
      table_name: "payment_order_completed_event",
      created_date: "2024-04-07",
    });
  });

  test("delivers exactly the raw columns and the routing fields", () => {
    const names = [...RAW_COLUMNS.map((column) => column.name), ...Object.values(ROUTING_FIELDS)];

    expect(Object.keys(enriched("login", ARRIVED_AT).event)).toEqual(names);
  });

  test("has no subtype when the name has one part", () => {
    expect(enriched("login", ARRIVED_AT).event).toMatchObject({ event_type: "login", event_subtype: null });
  });

  test("sends a name without a contract to the table of uncontracted events", () => {
    const { event, destination } = enriched("account:created", ARRIVED_AT - 86_400);

    expect(destination).toBe("uncontracted");
    expect(event).toMatchObject({ table_name: "uncontracted_event", created_date: "2024-04-06" });
  });

  test("files an event from before yesterday under its arrival date, with or without a contract", () => {
    for (const eventName of ["login", "account:created"]) {
      const { event, destination } = enriched(eventName, YESTERDAY - 0.5);

      expect(destination).toBe("late");
      expect(event).toMatchObject({ table_name: "late_event", created_date: "2024-04-07" });
    }
  });

  test.each([
    ["yesterday's first moment", YESTERDAY, "2024-04-06"],
    ["today", YESTERDAY + 86_400, "2024-04-07"],
    ["tomorrow, by a fast clock", YESTERDAY + 2 * 86_400, "2024-04-08"],
  ])("files an event of %s under its own date: with them a table has three dates", (_, createdAt, date) => {
    const { event, destination } = enriched("login", createdAt);

    expect(destination).toBe("contracted");
    expect(event).toMatchObject({ table_name: "login_event", created_date: date });
  });

  test("is one line, whatever white space is in the payload", () => {
    const { line, event } = enriched("login", ARRIVED_AT, ',"a":[\n1,\r\n2]');

    expect(line).not.toMatch(/[\n\r]/);
    expect(event["payload"]).toBe('{"a":[\n1,\r\n2]}');
  });

  test("keeps half of a surrogate pair that JSON spelled", () => {
    expect(enriched("login", ARRIVED_AT, ',"a":"\\ud83d"').event["payload"]).toBe('{"a":"\\ud83d"}');
  });
});

describe("isoDatetime", () => {
  test.each([
    [0, "1970-01-01T00:00:00.000Z"],
    [1.001, "1970-01-01T00:00:01.001Z"],
    [4.35, "1970-01-01T00:00:04.350Z"],
    [1712511721.022075, "2024-04-07T17:42:01.022Z"],
    [1712511721.9999, "2024-04-07T17:42:01.999Z"],
    [1709164800, "2024-02-29T00:00:00.000Z"],
  ])("writes %d as %s", (seconds, datetime) => {
    expect(isoDatetime(seconds)).toBe(datetime);
  });

  test("gives every millisecond back that was written as seconds", () => {
    for (let milliseconds = 1_712_511_721_000; milliseconds < 1_712_511_723_000; milliseconds += 1) {
      expect(isoDatetime(milliseconds / 1000)).toBe(new Date(milliseconds).toISOString());
    }
  });
});
