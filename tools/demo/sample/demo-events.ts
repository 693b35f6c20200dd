import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { loadEventContracts } from "../../../events/event-contracts";
import type { DemoOptions } from "../demo-options";
import { generateSampleEvents, type SampleRecord } from "./sample-events";
import { eventUuid } from "../expectation/event-rules";

/** The records of one run of the demo. */
export interface DemoEvents {
  readonly records: readonly SampleRecord[];
  /** The same name, the same records. */
  readonly sample: string;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Reads the events file, or makes the sample: on one day (UTC) the same seed makes the same events, in either mode. */
export function demoEvents(
  { events, count, seed, env }: Pick<DemoOptions, "events" | "count" | "seed" | "env">,
  now: number,
): DemoEvents {
  if (events !== undefined) {
    const records = readEventsFile(events);
    const hash = createHash("sha256");
    for (const { data } of records) hash.update(data).update("\n");
    return { records, sample: `${env}, events ${hash.digest("hex").slice(0, 16)}` };
  }
  // Its fresh events are up to fifteen minutes old, and shall be of today.
  const moment = Math.floor(now / DAY) * DAY + 15 * MINUTE;
  const records = [...generateSampleEvents({ count, seed, now: moment, contracts: loadEventContracts() })];
  return { records, sample: `${env}, seed ${seed}, ${count} events, ${new Date(moment).toISOString().slice(0, 10)}` };
}

/** Longest partition key, characters. @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html */
const MAX_PARTITION_KEY = 256;
const LINE_FEED = 0x0a;
/** Half a character: UTF-8 cannot carry it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Reads events from a file with one JSON object per line (NDJSON). The exact bytes of a line, without its line feed,
 * are one record; a line that is no event is sent as it is. Empty lines at the very end are no records.
 *
 * @param path File of up to 2 GiB (what Node.js reads at once).
 * @returns The records in the order of the file. The partition key is the event's `event_uuid`; where a line has none,
 *   or one that Kinesis does not take, it is the SHA-256 of the line in hexadecimal.
 * @throws Error when the file cannot be read.
 */
export function readEventsFile(path: string): SampleRecord[] {
  const bytes = readFileSync(path);
  let end = bytes.length;
  while (bytes[end - 1] === LINE_FEED) end -= 1;
  const records: SampleRecord[] = [];
  for (let start = 0; start < end;) {
    const lineFeed = bytes.indexOf(LINE_FEED, start);
    const next = lineFeed === -1 || lineFeed > end ? end : lineFeed;
    const data = new Uint8Array(bytes.subarray(start, next));
    records.push({ data, partitionKey: partitionKey(data) });
    start = next + 1;
  }
  return records;
}

function partitionKey(line: Uint8Array): string {
  const uuid = eventUuid(line);
  if (uuid !== undefined && uuid !== "" && uuid.length <= MAX_PARTITION_KEY && !LONE_SURROGATE.test(uuid)) return uuid;
  return createHash("sha256").update(line).digest("hex");
}
