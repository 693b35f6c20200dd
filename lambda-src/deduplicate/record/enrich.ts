import {
  eventTableName,
  LATE_TABLE,
  REJECTED_TABLE,
  type RAW_COLUMNS,
  type ROUTING_FIELDS,
  UNCONTRACTED_TABLE,
} from "../../interface";
import { isUtf8 } from "node:buffer";
import type { EventEnvelope, Rejection } from "./envelope";

type Column = (typeof RAW_COLUMNS)[number]["name"];
type RoutingField = (typeof ROUTING_FIELDS)[keyof typeof ROUTING_FIELDS];

/** The object that is delivered: exactly the raw columns and the routing fields, so a renamed one is a type error here. */
type EnrichedEvent = Readonly<Record<Column | RoutingField, string | number | null>>;

/** `rejected`: it breaks its contract. */
export type Destination = "contracted" | "uncontracted" | "late" | "rejected";

/** An event as it is delivered. */
export interface EnrichedLine {
  /** One line of JSON: white space in the payload is escaped. */
  readonly line: string;
  readonly destination: Destination;
}

const TABLES = { late: LATE_TABLE, uncontracted: UNCONTRACTED_TABLE, rejected: REJECTED_TABLE } as const;

/** Filed under the date of their arrival. */
const BY_ARRIVAL: ReadonlySet<Destination> = new Set<Destination>(["late", "rejected"]);

/** In the lake, the line feed behind a record is Firehose's, and nobody knows what else was the producer's. */
const AROUND_RECORD = /^[ \t\r\n\0\ufeff]+|[ \t\r\n\0\ufeff]+$/g;

/** Bytes of a UTF-8 character. */
const CHARACTER_LENGTHS = [1, 2, 3, 4];

/** From here on a double has fewer than six decimals, and rounding to six changes nothing. */
const SIX_DECIMALS_END = 2 ** 33;

/**
 * Adds the time, type and routing fields to an event whose envelope is valid.
 *
 * @param payload its type-specific fields as they were sent
 * @param arrivedAt Unix seconds; late and rejected events are filed under the date of their arrival
 */
export function enrich(
  envelope: EventEnvelope,
  payload: string,
  arrivedAt: number,
  destination: Destination,
): EnrichedLine {
  const { eventUuid, eventName, createdAt } = envelope;
  const [eventType = "", eventSubtype = null] = eventName.split(":", 2);
  const createdDatetime = isoDatetime(createdAt);
  const arrivedDatetime = isoDatetime(arrivedAt);
  const event: EnrichedEvent = {
    event_uuid: eventUuid,
    event_name: eventName,
    event_type: eventType,
    event_subtype: eventSubtype,
    created_at: createdAt,
    created_datetime: createdDatetime,
    arrived_datetime: arrivedDatetime,
    payload,
    table_name: tableOf(destination, eventName),
    created_date: dateOf(BY_ARRIVAL.has(destination) ? arrivedDatetime : createdDatetime),
  };
  return { line: JSON.stringify(event), destination };
}

/**
 * What is no event, as it is delivered: no column but `payload`, where the reason, the detail and the record itself are.
 *
 * @param arrivedAt Unix seconds
 */
export function enrichRejected(bytes: Buffer, { reason, detail }: Rejection, arrivedAt: number): EnrichedLine {
  const arrivedDatetime = isoDatetime(arrivedAt);
  const event: EnrichedEvent = {
    event_uuid: null,
    event_name: null,
    event_type: null,
    event_subtype: null,
    created_at: null,
    created_datetime: null,
    arrived_datetime: arrivedDatetime,
    payload: JSON.stringify({ reason, detail, record: escapedText(bytes).replace(AROUND_RECORD, "") }),
    table_name: REJECTED_TABLE,
    created_date: dateOf(arrivedDatetime),
  };
  return { line: JSON.stringify(event), destination: "rejected" };
}

/** Bytes as text; one that belongs to no UTF-8 character is written as `\xc3`, as the curation job does it. */
function escapedText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const length = CHARACTER_LENGTHS.find((count) => isUtf8(bytes.subarray(at, at + count)));
    text += length === undefined ? `\\x${bytes.toString("hex", at, at + 1)}` : bytes.toString("utf8", at, at + length);
    at += length ?? 1;
  }
  return text;
}

/**
 * Unix seconds as ISO 8601 in UTC with milliseconds, cut off and not rounded. The product is rounded to six decimals
 * first, because 1.001 * 1000 is 1000.9999999999999.
 */
export function isoDatetime(seconds: number): string {
  const milliseconds = seconds * 1000;
  const rounded = milliseconds < SIX_DECIMALS_END ? Number(milliseconds.toFixed(6)) : milliseconds;
  return new Date(Math.floor(rounded)).toISOString();
}

function tableOf(destination: Destination, eventName: string): string {
  return destination === "contracted" ? eventTableName(eventName) : TABLES[destination];
}

function dateOf(datetime: string): string {
  return datetime.slice(0, "YYYY-MM-DD".length);
}
