import {
  ENVELOPE_FIELDS,
  eventTableName,
  LATE_TABLE,
  type RAW_COLUMNS,
  type ROUTING_FIELDS,
  UNCONTRACTED_TABLE,
} from "../../interface";
import type { EventEnvelope } from "./envelope";
import { payloadText } from "./payload-text";

type Column = (typeof RAW_COLUMNS)[number]["name"];
type RoutingField = (typeof ROUTING_FIELDS)[keyof typeof ROUTING_FIELDS];

/** The object that is delivered: exactly the raw columns and the routing fields, so a renamed one is a type error here. */
type EnrichedEvent = Readonly<Record<Column | RoutingField, string | number | null>>;

/** What decides the table of an event. */
export interface Routing {
  /** Seconds; an event that was created longer than this before its arrival is late. */
  readonly windowSeconds: number;
  /** Event names that have a contract, and with it a table of their own. */
  readonly contractedEvents: ReadonlySet<string>;
}

export type Destination = "contracted" | "uncontracted" | "late";

/** An event as it is delivered. */
export interface EnrichedLine {
  /** One line of JSON: white space in the payload is escaped. */
  readonly line: string;
  readonly destination: Destination;
}

const ENVELOPE_NAMES: ReadonlySet<string> = new Set(ENVELOPE_FIELDS);

/** From here on a double has fewer than six decimals, and rounding to six changes nothing. */
const SIX_DECIMALS_END = 2 ** 33;

/**
 * Adds the time, type and routing fields to a valid event.
 *
 * @param arrivedAt Unix seconds; late events are filed under the date of their arrival
 */
export function enrich(envelope: EventEnvelope, arrivedAt: number, routing: Routing): EnrichedLine {
  const { eventUuid, eventName, createdAt, text } = envelope;
  const [eventType = "", eventSubtype = null] = eventName.split(":", 2);
  const createdDatetime = isoDatetime(createdAt);
  const arrivedDatetime = isoDatetime(arrivedAt);
  const destination = destinationOf(envelope, arrivedAt, routing);
  const event: EnrichedEvent = {
    event_uuid: eventUuid,
    event_name: eventName,
    event_type: eventType,
    event_subtype: eventSubtype,
    created_at: createdAt,
    created_datetime: createdDatetime,
    arrived_datetime: arrivedDatetime,
    payload: payloadText(text, ENVELOPE_NAMES),
    table_name: tableOf(destination, eventName),
    created_date: dateOf(destination === "late" ? arrivedDatetime : createdDatetime),
  };
  return { line: JSON.stringify(event), destination };
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

function destinationOf(envelope: EventEnvelope, arrivedAt: number, routing: Routing): Destination {
  if (arrivedAt - envelope.createdAt > routing.windowSeconds) return "late";
  return routing.contractedEvents.has(envelope.eventName) ? "contracted" : "uncontracted";
}

function tableOf(destination: Destination, eventName: string): string {
  if (destination === "late") return LATE_TABLE;
  return destination === "contracted" ? eventTableName(eventName) : UNCONTRACTED_TABLE;
}

function dateOf(datetime: string): string {
  return datetime.slice(0, "YYYY-MM-DD".length);
}
