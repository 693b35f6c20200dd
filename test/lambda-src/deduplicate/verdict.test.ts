import { examineEvent } from "../../../lambda-src/deduplicate/record/examine-record";
import { countVerdicts, judge } from "../../../lambda-src/deduplicate/verdict";
import { ARRIVED_AT, streamRecord, validEvent, WINDOW_SECONDS } from "./kinesis-records";

const CONTRACTS = new Map([["account:created", []]]);

function judged(event: unknown, owner?: string) {
  const record = streamRecord(event);
  return judge(record, examineEvent(record, CONTRACTS), owner ?? record.owner);
}

describe("judge", () => {
  test("delivers an event whose record owns its id", () => {
    expect(judged(validEvent())).toMatchObject({ kind: "deliver", event: { eventUuid: "id-1" } });
  });

  test("takes an event whose id another record owns as its duplicate, and names that record", () => {
    expect(judged(validEvent(), "shardId-000000000009:42")).toMatchObject({
      kind: "duplicate",
      message: {
        reason: "duplicate",
        detail:
          'event_uuid "id-1" of account:created belongs to Kinesis record shardId-000000000009:42; only the first record of an event is stored.',
      },
    });
  });

  test("passes on why a record is corrupted", () => {
    expect(judged("[]")).toMatchObject({ kind: "rejected", reason: "not_an_object" });
  });
});

describe("countVerdicts", () => {
  test("counts every record once, as done in one way or as failed", () => {
    const done = [
      judged(validEvent()),
      judged(validEvent({ event_name: "other" })),
      judged(validEvent({ created_at: ARRIVED_AT - WINDOW_SECONDS - 1 })),
      judged(validEvent(), "another"),
      judged("["),
      judged("{"),
      judged("1"),
    ];

    expect(countVerdicts(done, 9)).toEqual({
      received: 9,
      delivered: 3,
      duplicates: 1,
      quarantined: 3,
      failed: 2,
      late: 1,
      uncontracted: 1,
      quarantineReasons: { not_json: 2, not_an_object: 1 },
    });
  });
});
