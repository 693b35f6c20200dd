import type { Scenario } from "./scenario";

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
export function writtenInInterval(
  { eventsPerHour, eventBytes, eventTypes, lateShare, latestDays }: Scenario,
  seconds: number,
  objectBytes = Infinity,
): Written {
  const ofType = ((eventsPerHour / 3600) * seconds) / eventTypes;
  const days = [
    { count: eventTypes, events: ofType * (1 - lateShare) },
    { count: eventTypes * latestDays, events: (ofType * lateShare) / latestDays },
  ];
  const written = { partitions: 0, objects: 0 };
  for (const { count, events } of days) {
    const partitions = count * (1 - Math.exp(-events));
    written.partitions += partitions;
    written.objects += Math.max(partitions, (count * events * eventBytes) / objectBytes);
  }
  return written;
}
