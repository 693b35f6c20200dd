import { readFileSync } from "node:fs";
import type { EventContract } from "../../../events/event-contracts";
import { type Corruption, CORRUPTIONS, LARGE_CORRUPTION } from "./corruptions";
import { type EventMembers, eventText, extraMembers, type Layout, withMember } from "./event-members";
import { PACKINGS } from "./packings";
import { parseSampleSchema, sampleMembers, type SampleSchema } from "./schema-sample";
import { SeededRandom } from "./seeded-random";

/** One record to put on the stream. */
export interface SampleRecord {
  readonly data: Uint8Array;
  readonly partitionKey: string;
  /** The bytes of each event in it, where the record is not simply one. */
  readonly events?: readonly Uint8Array[];
  /** What Firehose takes for records by itself, when it is not `data`. */
  readonly userRecords?: readonly Uint8Array[];
}

/** What a sample is made from. */
export interface SampleSettings {
  /** Number of records, duplicates and corrupted ones among them. @default 20000 */
  readonly count?: number;
  /** Another seed is another sample. @default 1 */
  readonly seed?: number;
  /** Moment at which the events are meant to be sent, milliseconds since the Unix epoch. */
  readonly now: number;
  readonly contracts: readonly EventContract[];
}

interface SentEvent {
  readonly members: EventMembers;
  readonly record: SampleRecord;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds by which an event of each kind is older than `now`: of yesterday at most, before it, and before a window of seven days. */
const AGES: Readonly<Partial<Record<SampleKind, readonly [least: number, most: number]>>> = {
  aged: [2 * HOUR, 23 * HOUR],
  late: [3 * DAY, 6 * DAY],
  old: [8 * DAY, 30 * DAY],
};
const FRESH: readonly [number, number] = [0, 15 * MINUTE];

/** Names without a contract. The second and third would share their table with an event that has one. */
const UNKNOWN_NAMES = [
  ...["sandbox", "lesson_started", "payment:order_completed", "experiment:assigned", "debug:screen:rendered"],
  ...["partner:catalogue:item:synchronised", "Legacy.Import:v2", "größe:geändert", "constructor", "🦊"],
];

/** Events that are kept, so that a later record can repeat them. */
const REMEMBERED = 8192;
/** Least distance of a far duplicate, in events. */
const FAR = 2000;

/**
 * Makes the records of a demo: every contract, and among them what a stream really carries - duplicates, corrupted,
 * late and unknown events, digits that a double cannot hold, a few very large ones. The same settings give the same
 * bytes. `now` counts for the ids, too: a second run sends new events, not duplicates of the first.
 *
 * @throws Error when `count` is not an integer of at least 0, there is no contract, or a contract's schema cannot be
 *   sampled.
 */
export function* generateSampleEvents(settings: SampleSettings): Generator<SampleRecord> {
  const { count = 20_000, seed = 1, now, contracts } = settings;
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new Error(`The sample's count is ${count}, but it must be an integer of at least 0. Pass one such as 20000.`);
  }
  const schemas = contracts.map(readSchema);
  if (schemas.length === 0) {
    throw new Error("The sample has no contract to make events from. Pass the result of loadEventContracts().");
  }
  const random = new SeededRandom(seed, now);
  const names = new Set(contracts.map((contract) => contract.name));
  const unknownNames = UNKNOWN_NAMES.filter((name) => !names.has(name));
  const sent: SentEvent[] = [];
  let events = 0;
  let corrupted = 0;
  let packed = 0;
  const remember = (event: SentEvent) => {
    sent[events % REMEMBERED] = event;
    events += 1;
  };
  let large: SentEvent | undefined;
  for (const kind of planSample(count, random)) {
    if (kind === "duplicate" || kind === "large duplicate") {
      const original = kind === "duplicate" ? chooseOriginal(sent, events, random) : large;
      if (original !== undefined) yield repeated(original, random);
      continue;
    }
    if (kind === "packed") {
      // In turn, so that a sample of some size has all of them.
      const packing = PACKINGS[packed % PACKINGS.length];
      packed += 1;
      const several = Array.from({ length: packing?.events ?? 0 }, () =>
        sampleEvent(random.pick(schemas), undefined, ageOf(kind, random), now, random),
      );
      if (packing !== undefined) yield { ...packing.pack(several), partitionKey: `packed-${packed}` };
      for (const members of several) remember(sentEvent(members, random));
      continue;
    }
    const name = kind === "unknown" ? random.pick(unknownNames) : undefined;
    const members = sampleEvent(random.pick(schemas), name, ageOf(kind, random), now, random);
    if (kind === "corrupted" || kind === "large corrupted") {
      // In turn, so that a sample of some size has all of them.
      const corruption = kind === "corrupted" ? nextCorruption(corrupted) : LARGE_CORRUPTION;
      corrupted += kind === "corrupted" ? 1 : 0;
      const partitionKey = kind === "corrupted" ? `corrupted-${corrupted}` : "corrupted-large";
      yield { data: corruption.corrupt(members, random), partitionKey };
      continue;
    }
    const event = sentEvent(kind === "large" ? [...members, largeMember()] : members, random);
    if (kind === "large") {
      large = event;
    } else {
      remember(event);
    }
    yield event.record;
  }
}

function readSchema(contract: EventContract): SampleSchema {
  return parseSampleSchema(readFileSync(contract.file, "utf8"), contract.file);
}

function nextCorruption(index: number): Corruption {
  return CORRUPTIONS[index % CORRUPTIONS.length] ?? LARGE_CORRUPTION;
}

function ageOf(kind: SampleKind, random: SeededRandom): number {
  return random.integer(...(AGES[kind] ?? FRESH));
}

/** Members of an event; it has fields of the schema, also when its name is one that no contract knows. */
function sampleEvent(
  schema: SampleSchema,
  unknownName: string | undefined,
  age: number,
  now: number,
  random: SeededRandom,
): EventMembers {
  let members: EventMembers = withMember(sampleMembers(schema, random), "event_uuid", JSON.stringify(random.uuid()));
  members = withMember(members, "created_at", createdAt(now - age, random));
  if (unknownName !== undefined) members = withMember(members, "event_name", JSON.stringify(unknownName));
  if (random.chance(0.03)) members = [...members, ...extraMembers(members, random)];
  return random.chance(0.1) ? random.shuffled(members) : members;
}

/** Unix seconds as producers write them: whole, with milliseconds or with microseconds. */
function createdAt(milliseconds: number, random: SeededRandom): string {
  const seconds = Math.floor(milliseconds / 1000);
  const precision = random.fraction();
  if (precision < 0.5) return String(seconds);
  const digits = precision < 0.8 ? 3 : 6;
  return `${seconds}.${String(random.integer(0, 10 ** digits - 1)).padStart(digits, "0")}`;
}

/** A member of about 300 KB. */
function largeMember(): EventMembers[number] {
  return ["transcript", JSON.stringify('¿Qué? "Nada" 🙂 '.repeat(14_000))];
}

function sentEvent(members: EventMembers, random: SeededRandom): SentEvent {
  const layout: Layout = random.chance(0.03) ? random.pick(["spaced", "line"]) : "compact";
  const uuid = members.find(([name]) => name === "event_uuid")?.[1] ?? '""';
  const data = new TextEncoder().encode(eventText(members, layout));
  return { members, record: { data, partitionKey: String(JSON.parse(uuid)) } };
}

/** The event just sent, one of the last few thousand, or one from thousands of events ago. */
function chooseOriginal(sent: readonly SentEvent[], events: number, random: SeededRandom): SentEvent | undefined {
  const kept = Math.min(events, REMEMBERED);
  const near = random.integer(1, Math.min(kept, FAR));
  const far = kept > FAR ? random.integer(FAR, kept) : random.integer(1, kept);
  return sent[(events - random.pick([1, near, far])) % REMEMBERED];
}

/** The same bytes, or the same event as another library would write it. */
function repeated(original: SentEvent, random: SeededRandom): SampleRecord {
  if (random.chance(0.7)) return original.record;
  const text = eventText(random.shuffled(original.members), random.pick<Layout>(["compact", "spaced", "line"]));
  return { data: new TextEncoder().encode(text), partitionKey: original.record.partitionKey };
}

/** What a record of the sample is. */
export type SampleKind =
  "regular" | "duplicate" | "corrupted" | "packed" | "aged" | "late" | "old" | "unknown" | SampleLargeKind;

/** Records so large that their message cannot go to a queue as it is. */
type SampleLargeKind = "large" | "large duplicate" | "large corrupted";

/** Share of each kind; what is left is regular. */
const SHARES: Readonly<Partial<Record<SampleKind, number>>> = {
  duplicate: 0.03,
  corrupted: 0.005,
  packed: 0.005,
  aged: 0.005,
  late: 0.005,
  old: 0.005,
  unknown: 0.01,
};

/** From this size on, the sample has its large records: a small one stays quick to send. */
const LARGE_FROM = 1000;

/**
 * Says of every record of a sample what it is: shares are met exactly (rounded), the order is random, the first record
 * is regular, and the large duplicate comes after the large event. The large ones count among their kind.
 */
export function planSample(count: number, random: SeededRandom): readonly SampleKind[] {
  const kinds: SampleKind[] = Object.entries(SHARES).flatMap(([kind, share]) =>
    new Array<SampleKind>(Math.round(count * share)).fill(kind as SampleKind),
  );
  if (count >= LARGE_FROM) {
    kinds[kinds.indexOf("duplicate")] = "large duplicate";
    kinds[kinds.indexOf("corrupted")] = "large corrupted";
    kinds.push("large");
  }
  const regular = new Array<SampleKind>(count - kinds.length).fill("regular");
  const plan = random.shuffled([...kinds, ...regular]);
  swap(plan, 0, plan.indexOf("regular"));
  const large = plan.indexOf("large");
  const copy = plan.indexOf("large duplicate");
  if (copy < large) swap(plan, large, copy);
  return plan;
}

function swap(plan: SampleKind[], first: number, second: number): void {
  const [a, b] = [plan[first], plan[second]];
  if (a !== undefined && b !== undefined) {
    plan[first] = b;
    plan[second] = a;
  }
}
