import { randomUUID } from "node:crypto";

/** Contract of what is sent (`events/platform.probe.json`): no team's table ever holds it. */
export const PROBE_EVENT = "platform:probe";
/** Field of it that names the run. */
export const RUN_FIELD = "probe_run";
/** Field and value that every probe has, of whichever run: by it, probes are removed. */
export const SENDER = { field: "sent_by", value: "verify" };

const UNIQUE = 200;
const DUPLICATES = 20;
const LATE = 20;
const CORRUPTED = 10;
const LATE_DAYS = 3;
const DAY_SECONDS = 86_400;

/** A record of the event stream. */
export interface ProbeRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** The events of one run, and what shall become of them. */
export interface Probe {
  /** UUID; every record holds it. */
  readonly run: string;
  /** Unique, late and corrupted events. */
  readonly records: readonly ProbeRecord[];
  /** Copies of some of the unique ones, to be sent once those are on the stream. */
  readonly copies: readonly ProbeRecord[];
  readonly corrupted: number;
  /** Rows that the Delta table must have, by `created_date`. */
  readonly rowsByDate: ReadonlyMap<string, number>;
}

/** Makes the events of a new run. @param now Unix seconds */
export function makeProbe(now: number): Probe {
  const run = randomUUID();
  const createdAt = (index: number) => (index < UNIQUE ? now : now - LATE_DAYS * DAY_SECONDS);
  const record = (index: number, event: object): ProbeRecord => ({
    partitionKey: `${run}-${index}`,
    data: Buffer.from(
      JSON.stringify({
        event_uuid: `${run}-${index}`,
        event_name: PROBE_EVENT,
        [RUN_FIELD]: run,
        [SENDER.field]: SENDER.value,
        position: index,
        ...event,
      }),
    ),
  });
  const valid = Array.from({ length: UNIQUE + LATE }, (_, index) => record(index, { created_at: createdAt(index) }));
  const corrupted = Array.from({ length: CORRUPTED }, (_, index) =>
    record(UNIQUE + LATE + index, { created_at: "no time" }),
  );
  return {
    run,
    records: [...valid, ...corrupted],
    copies: valid.slice(0, DUPLICATES),
    corrupted: CORRUPTED,
    rowsByDate: new Map([
      [utcDate(now - LATE_DAYS * DAY_SECONDS), LATE],
      [utcDate(now), UNIQUE],
    ]),
  };
}

function utcDate(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 10);
}
