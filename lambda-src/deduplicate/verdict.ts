import type { BatchCounts } from "./batch-metrics";
import type { Examined, ExaminedEvent, RejectedRecord, StreamRecord } from "./record/examine-record";
import type { RejectionReason } from "../interface";
import type { EventLine } from "./delivery/pack-records";
import type { SideMessage } from "./side-queue/side-message";

/** What is to become of one record. */
export type Verdict =
  | { readonly kind: "deliver"; readonly event: ExaminedEvent }
  | { readonly kind: "duplicate"; readonly message: SideMessage }
  | {
      readonly kind: "rejected";
      readonly message: SideMessage;
      readonly reason: RejectionReason;
      readonly delivered: EventLine | undefined;
    };

/** @param owner the record that owns the event's id; not needed for a rejected record */
export function judge(record: StreamRecord, examined: Examined, owner: string | undefined): Verdict {
  if (examined.kind === "rejected") return rejected(record, examined);
  if (owner === record.owner) return { kind: "deliver", event: examined };
  const detail =
    `event_uuid ${JSON.stringify(examined.eventUuid)} of ${examined.eventName} belongs to Kinesis record ${owner ?? "unknown"}; ` +
    "only the first record of an event is stored.";
  return { kind: "duplicate", message: { reason: "duplicate", detail, record } };
}

/**
 * Counts a batch.
 *
 * @param done verdicts on what is done, which is all before the lowest failed record
 * @param received number of events in the batch
 */
export function countVerdicts(done: readonly Verdict[], received: number): BatchCounts {
  const quarantineReasons: Partial<Record<RejectionReason, number>> = {};
  let [delivered, late, uncontracted, duplicates, quarantined] = [0, 0, 0, 0, 0];
  for (const verdict of done) {
    if (verdict.kind === "duplicate") {
      duplicates += 1;
    } else if (verdict.kind === "rejected") {
      quarantined += 1;
      quarantineReasons[verdict.reason] = (quarantineReasons[verdict.reason] ?? 0) + 1;
    } else {
      delivered += 1;
      if (verdict.event.destination === "late") late += 1;
      if (verdict.event.destination === "uncontracted") uncontracted += 1;
    }
  }
  const failed = received - done.length;
  return { received, delivered, duplicates, quarantined, failed, late, uncontracted, quarantineReasons };
}

function rejected(record: StreamRecord, { rejection, delivered }: RejectedRecord): Verdict {
  const { reason, detail } = rejection;
  return { kind: "rejected", reason, delivered, message: { reason, detail, record } };
}
