import { eventKeyOf } from "../../../../tools/demo/expectation/event-rules";
import { eventsOf, type ExpectedLake } from "../../../../tools/demo/expectation/expected-lake";
import { escapedText } from "../../../../tools/demo/expectation/landing-lines";
import type { LakeRow } from "../../../../tools/demo/reading/lake-reader";
import type { QueueMessage } from "../../../../tools/demo/reading/queue-messages";
import type { SampleRecord } from "../../../../tools/demo/sample/sample-events";

/** The evidence of a run in which everything went right, made record by record as the stream does it. */
export function evidenceOf(sent: readonly SampleRecord[], lake: ExpectedLake) {
  const lakeRows: LakeRow[] = [];
  const duplicatesMessages: QueueMessage[] = [];
  const quarantineMessages: QueueMessage[] = [];
  const corrupted = [...lake.corrupted];
  const seen = new Set<string>();
  [...eventsOf(sent, false)].forEach((data, index) => {
    const message = { detail: "Why.", shardId: "shardId-000000000000", sequenceNumber: String(index), event: data };
    const key = eventKeyOf(data) ?? "";
    const event = lake.events.get(key);
    if (event === undefined) {
      const rejected = corrupted.shift();
      quarantineMessages.push({ ...message, reason: rejected?.reason ?? "" });
      if (rejected !== undefined && rejected.reason !== "too_large") lakeRows.push(rejectedRow(data, rejected.reason));
    } else if (seen.has(key)) {
      duplicatesMessages.push({ ...message, reason: "duplicate" });
    } else {
      const { name, type, subtype, createdAt, createdDatetime, payload } = event;
      const placement = event.placements[0] ?? { table: "", createdDate: "" };
      lakeRows.push({
        ...{
          ...placement,
          file: "f.parquet",
          eventUuid: event.uuid,
          eventName: name,
          eventType: type,
          eventSubtype: subtype,
        },
        ...{ createdAt, createdDatetime, arrivedDatetime: "2026-11-24T12:00:01.000Z", payload },
      });
      seen.add(key);
    }
  });
  return { expected: lake, lakeRows, duplicatesMessages, quarantineMessages };
}

function rejectedRow(data: Uint8Array, reason: string): LakeRow {
  return {
    ...{ table: "rejected_event", createdDate: "2026-11-24", file: "f.parquet" },
    ...{
      eventUuid: null,
      eventName: null,
      eventType: null,
      eventSubtype: null,
      createdAt: null,
      createdDatetime: null,
    },
    arrivedDatetime: "2026-11-24T12:00:01.000Z",
    payload: JSON.stringify({ reason, detail: "Why.", record: escapedText(data).trim() }),
  };
}
