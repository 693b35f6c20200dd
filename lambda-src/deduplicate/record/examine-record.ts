import type { StreamRecord } from "./decode-record";
import { type Destination, enrich, type Routing } from "./enrich";
import { checkEnvelope, type Rejection } from "./envelope";
import { FIREHOSE_LIMITS } from "../delivery/pack-records";

/** A valid event, ready to be delivered if its record turns out to own the id. */
export interface ExaminedEvent {
  readonly kind: "event";
  readonly eventUuid: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** One line of JSON. */
  readonly line: string;
  /** Bytes of `line` in UTF-8. */
  readonly byteLength: number;
  readonly destination: Destination;
}

export type Examined = ExaminedEvent | { readonly kind: "corrupted"; readonly rejection: Rejection };

/** Everything that can be said about a record without asking anyone: it is corrupted, or this is its enriched event. */
export function examineRecord(record: StreamRecord, routing: Routing): Examined {
  const check = checkEnvelope(record.bytes, record.arrivedAt);
  if (check.kind === "rejected") {
    return { kind: "corrupted", rejection: check.rejection };
  }
  const { line, destination } = enrich(check.envelope, record.arrivedAt, routing);
  const byteLength = Buffer.byteLength(line);
  if (byteLength > FIREHOSE_LIMITS.recordBytes) {
    const detail = `The enriched event has ${byteLength} bytes; a Firehose record takes ${FIREHOSE_LIMITS.recordBytes}.`;
    return { kind: "corrupted", rejection: { reason: "too_large", detail } };
  }
  const { eventUuid, createdAt } = check.envelope;
  return { kind: "event", eventUuid, createdAt, line, byteLength, destination };
}
