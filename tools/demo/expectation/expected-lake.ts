import { createHash } from "node:crypto";
import type { EventContract } from "../../../events/event-contracts";
import { ENVELOPE_FIELDS, eventTableName, LATE_TABLE, UNCONTRACTED_TABLE } from "../../../lambda-src/interface";
import {
  type ArrivalRange,
  checkEnvelope,
  createdDatetime,
  eventKey,
  type QuarantineReason,
  type ValidEnvelope,
} from "./event-rules";
import { contractFit } from "./contract-fit";
import { escapedText } from "./landing-lines";
import { AROUND, eventsOfRecord } from "./record-events";
import { type CanonicalMembers, canonicalMembers, canonicalObject } from "./json-text";

/** A table and a partition of it. */
export interface Placement {
  readonly table: string;
  /** YYYY-MM-DD, UTC. */
  readonly createdDate: string;
}

/** What belongs in quarantine: a record, or one event of several in it. */
export interface ExpectedQuarantine {
  /** `eventKey` of one whose envelope is right, and that breaks its contract. */
  readonly key?: string;
  /** SHA-256 of the record's bytes, hexadecimal. */
  readonly sha256: string;
  /** SHA-256 of its text as the Delta table `quarantine` holds it, hexadecimal. */
  readonly textSha256: string;
  readonly reason: QuarantineReason;
  /** Begin of the record, for people. */
  readonly preview: string;
}

/** An event that belongs in the lake once. */
export interface ExpectedEvent {
  readonly uuid: string;
  readonly name: string;
  readonly type: string;
  readonly subtype: string | null;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly createdDatetime: string;
  /** Type-specific fields in the form of `canonicalJson`. */
  readonly payload: string;
  /** Where it may lie: one place, or more when that depends on the exact moment of arrival. */
  readonly placements: readonly Placement[];
  /** SHA-256 of every record that was sent with this name and id, hexadecimal. */
  readonly sentAs: readonly string[];
  /** Records with this name and id that may as well be in quarantine, since a limit is so close. Nearly always empty. */
  readonly mayBeQuarantined: readonly ExpectedQuarantine[];
}

/** Everything that must be found after the records were sent. */
export interface ExpectedLake {
  /** By `eventKey`. */
  readonly events: ReadonlyMap<string, ExpectedEvent>;
  /** Number of duplicates by `eventKey`; events without one are not in it. */
  readonly duplicates: ReadonlyMap<string, number>;
  readonly corrupted: readonly ExpectedQuarantine[];
  readonly counts: ExpectedCounts;
}

/** `sent` is the sum of `events`, `duplicates` and `corrupted`; `late` and `uncontracted` are among the events. */
export interface ExpectedCounts {
  readonly sent: number;
  readonly events: number;
  readonly duplicates: number;
  readonly corrupted: number;
  readonly late: number;
  readonly uncontracted: number;
}

/** What was sent, and when. */
export interface SentRecords {
  /** In the order in which they were put on the stream. */
  readonly records: Iterable<{ readonly data: Uint8Array; readonly events?: readonly Uint8Array[] }>;
  /** Moment at which sending began, milliseconds since the Unix epoch. */
  readonly sentAt: number;
  /** Moment at which the last record was put on the stream. @default sentAt */
  readonly sentUntil?: number;
  readonly contracts: readonly EventContract[];
  /**
   * Whether the delivery stream writes records as they come: then an event is never too large, and a blank record is none.
   * @default false
   */
  readonly inLake?: boolean;
}

/** An event this close to a limit in time may fall on either side of it. */
const TOLERANCE = 10 * 60_000;
const DAY = 86_400_000;
/** Firehose's limit of a record, bytes. @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_Record.html */
const MAX_ENRICHED_BYTES = 1_024_000;
/** What an event may be rejected for that has a field twice: which of the two counts, the contract does not say. */
const UNDECIDED = ["wrong_type", "missing_field", "invalid_value"] as const;
const ENVELOPE: ReadonlySet<string> = new Set(ENVELOPE_FIELDS);

/** An event of which further records may come. */
type OpenEvent = ExpectedEvent & { readonly sentAs: string[]; readonly mayBeQuarantined: ExpectedQuarantine[] };

/** Computes from the sent records alone what the lake, the duplicates queue and the quarantine queue must hold. */
export function expectLake(sent: SentRecords): ExpectedLake {
  const { sentAt, sentUntil = sentAt, inLake = false } = sent;
  const maxEnrichedBytes = inLake ? Infinity : MAX_ENRICHED_BYTES;
  const arrival = { earliest: sentAt - TOLERANCE, latest: sentUntil + TOLERANCE };
  const contracts = new Map(sent.contracts.map((contract) => [contract.name, contract]));
  const events = new Map<string, OpenEvent>();
  const duplicates = new Map<string, number>();
  const corrupted: ExpectedQuarantine[] = [];
  let count = 0;
  for (const data of eventsOf(sent.records, inLake)) {
    count += 1;
    const sha256 = createHash("sha256").update(data).digest("hex");
    const quarantine = (reason: QuarantineReason, key?: string): ExpectedQuarantine => {
      const textSha256 = createHash("sha256").update(escapedText(data).replace(AROUND, "")).digest("hex");
      return { key, sha256, textSha256, reason, preview: preview(data) };
    };
    const result = checkEnvelope(data, arrival);
    if (!result.valid) {
      corrupted.push(quarantine(result.reason));
      continue;
    }
    const payload = canonicalObject(typeSpecific(canonicalMembers(result.text)));
    const key = eventKey(result.name, result.uuid);
    const contract = contracts.get(result.name);
    const fit = contract === undefined ? "fits" : contractFit(contract, payload);
    if (fit !== "fits" && fit !== "undecided") {
      corrupted.push(quarantine(fit, key));
      continue;
    }
    const size = enrichedSize(result.text, payload);
    if (size.least > maxEnrichedBytes) {
      corrupted.push(quarantine("too_large"));
      continue;
    }
    let event = events.get(key);
    if (event === undefined) {
      const table = contract === undefined ? UNCONTRACTED_TABLE : eventTableName(result.name);
      const placements = placementsOf(result.createdAt, table, arrival);
      event = newEvent(result, payload, placements);
      events.set(key, event);
    } else {
      duplicates.set(key, (duplicates.get(key) ?? 0) + 1);
    }
    event.sentAs.push(sha256);
    if (!result.certain) event.mayBeQuarantined.push(quarantine("invalid_value"));
    if (fit === "undecided") event.mayBeQuarantined.push(...UNDECIDED.map((reason) => quarantine(reason, key)));
    if (size.most > maxEnrichedBytes) event.mayBeQuarantined.push(quarantine("too_large"));
  }
  return { events, duplicates, corrupted, counts: countsOf(count, events, corrupted.length) };
}

/** The events of all records, one after the other: those that the sample says, else those of each line. */
export function* eventsOf(records: SentRecords["records"], inLake: boolean): Generator<Uint8Array> {
  for (const { data, events } of records) {
    const parts = events ?? eventsOfRecord(data);
    // In flight a record without any event must not vanish.
    yield* parts.length === 0 && !inLake ? [data] : parts;
  }
}

function newEvent(
  { uuid, name, createdAt }: ValidEnvelope,
  payload: string,
  placements: readonly Placement[],
): OpenEvent {
  const [type = "", subtype = null] = name.split(":");
  const fields = { uuid, name, type, subtype, createdAt, createdDatetime: createdDatetime(createdAt) };
  return { ...fields, payload, placements, sentAs: [], mayBeQuarantined: [] };
}

function countsOf(sent: number, events: ReadonlyMap<string, ExpectedEvent>, corrupted: number): ExpectedCounts {
  const counts = { sent, events: events.size, duplicates: sent - events.size - corrupted, corrupted };
  const onlyIn = (table: string) =>
    [...events.values()].filter((event) => event.placements.every((placement) => placement.table === table)).length;
  return { ...counts, late: onlyIn(LATE_TABLE), uncontracted: onlyIn(UNCONTRACTED_TABLE) };
}

function typeSpecific(members: CanonicalMembers): CanonicalMembers {
  return members.filter(([name]) => !ENVELOPE.has(name));
}

/**
 * A late event, which arrives after the day that follows its creation, lies under the date of its arrival, any other one
 * under the date of its creation.
 */
function placementsOf(createdAt: number, table: string, arrival: ArrivalRange): Placement[] {
  const lateFrom = (Math.floor((createdAt * 1000) / DAY) + 2) * DAY;
  const placements: Placement[] = [];
  if (arrival.earliest < lateFrom) placements.push({ table, createdDate: createdDatetime(createdAt).slice(0, 10) });
  if (arrival.latest >= lateFrom) {
    const earliest = Math.max(arrival.earliest, lateFrom);
    for (let day = Math.floor(earliest / DAY); day * DAY <= arrival.latest; day += 1) {
      placements.push({ table: LATE_TABLE, createdDate: new Date(day * DAY).toISOString().slice(0, 10) });
    }
  }
  return placements;
}

function preview(data: Uint8Array): string {
  return new TextDecoder().decode(data.subarray(0, 80));
}

/** Bounds of a size, bytes. */
export interface SizeRange {
  readonly least: number;
  readonly most: number;
}

/** Bytes that enrichment adds around the payload: names, dates and table name, which have limits of their own. */
const ADDED: SizeRange = { least: 250, most: 8_000 };

/**
 * Bounds of the size of an event's enriched JSON line. The exact size depends on how the line is written (escapes,
 * white space), so only a lower and an upper bound are known here.
 *
 * @param text The event as it was sent.
 * @param payload Its type-specific fields in the form of `canonicalJson`.
 */
export function enrichedSize(text: string, payload: string): SizeRange {
  // The payload is a string inside the line, so that each quotation mark and backslash of it takes one byte more.
  return {
    least: Buffer.byteLength(JSON.stringify(payload)) + ADDED.least,
    most: Buffer.byteLength(JSON.stringify(text)) + ADDED.most,
  };
}
