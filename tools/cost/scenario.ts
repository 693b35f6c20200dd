import type { ExecutionClass } from "../../modules/curation/worker-fleet";

/** What is sent, and the settings of the environment that cost depends on. */
export interface Scenario {
  readonly eventsPerHour: number;
  /** Of an event as it is sent. */
  readonly eventBytes: number;
  /** Events that producers put into one record, as the Kinesis Producer Library does. @default 1 */
  readonly eventsPerRecord?: number;
  readonly eventTypes: number;
  /** 0 to 1: part of the events that are created up to `latestDays` before they arrive. */
  readonly lateShare: number;
  readonly latestDays: number;
  /** As `environments/` has them. */
  readonly bufferSeconds: number;
  readonly bufferMebibytes: number;
  readonly curationMinutes: number;
  /** @default "standard" */
  readonly executionClass?: ExecutionClass;
  readonly retentionHours: number;
  /** Of a provisioned stream. @default - on demand */
  readonly provisionedShards?: number;
}

/** What is written in an interval: a table and a date is a partition. */
export interface Written {
  /** Partitions that get events. */
  readonly partitions: number;
  /** Objects, when a partition is written once it has collected `objectBytes`, and at the end of the interval. */
  readonly objects: number;
}

/**
 * What is written for the events of an interval, on average: types are equally frequent, late events are spread evenly over
 * the days before, and events arrive at random times. A partition without an event is not written.
 *
 * @param seconds of the interval
 * @param objectBytes after which an object is written before the interval ends
 */
export function writtenInInterval(scenario: Scenario, seconds: number, objectBytes = Infinity): Written {
  const { eventTypes, lateShare, latestDays } = scenario;
  const ofType = eventsIn(scenario, seconds) / eventTypes;
  return written(scenario.eventBytes, objectBytes, [
    { count: eventTypes, events: ofType * (1 - lateShare) },
    { count: eventTypes * latestDays, events: (ofType * lateShare) / latestDays },
  ]);
}

/**
 * The same of the delivery stream in flight: of each type today and the day before, and older events by their arrival, all
 * types together.
 */
export function deliveredInInterval(scenario: Scenario, seconds: number, objectBytes = Infinity): Written {
  const { eventTypes, lateShare, latestDays } = scenario;
  const all = eventsIn(scenario, seconds);
  const ofADay = (all * lateShare) / latestDays;
  return written(scenario.eventBytes, objectBytes, [
    { count: eventTypes, events: (all * (1 - lateShare)) / eventTypes },
    { count: eventTypes, events: ofADay / eventTypes },
    { count: 1, events: ofADay * (latestDays - 1) },
  ]);
}

function eventsIn({ eventsPerHour }: Scenario, seconds: number): number {
  return (eventsPerHour / 3600) * seconds;
}

/** @param partitions so many that get as many events each, on average */
function written(
  eventBytes: number,
  objectBytes: number,
  partitions: readonly { readonly count: number; readonly events: number }[],
): Written {
  const sum = { partitions: 0, objects: 0 };
  for (const { count, events } of partitions) {
    const reached = count * (1 - Math.exp(-events));
    sum.partitions += reached;
    sum.objects += Math.max(reached, (count * events * eventBytes) / objectBytes);
  }
  return sum;
}
