import { createHash } from "node:crypto";
import { loadEventContracts } from "../../../events/event-contracts";
import type { DemoOptions } from "../demo-options";
import { readEventsFile } from "./events-file";
import { generateSampleEvents, type SampleRecord } from "./sample-events";

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
