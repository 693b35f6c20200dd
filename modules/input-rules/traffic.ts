import { fields, knownAtSynth, optional } from "./inputs";
import { averageEventBytes, eventsPerHour, peakEventsPerSecond } from "./limits";
import { both, type Mistake, RIGHT } from "./rule";

/** Members of a declared traffic: what is made follows from them. */
export const trafficFields = {
  eventsPerHour: knownAtSynth(eventsPerHour),
  averageEventBytes: knownAtSynth(averageEventBytes),
  peakEventsPerSecond: optional(knownAtSynth(peakEventsPerSecond)),
};

/** What the members of a declared traffic must agree on. */
export function peakIsAPeak(traffic: { eventsPerHour: number; peakEventsPerSecond?: number }): readonly Mistake[] {
  const { eventsPerHour: perHour, peakEventsPerSecond: peak } = traffic;
  if (peak === undefined || peak >= perHour / 3600) return RIGHT;
  const rule = `is less than the average of ${perHour} events an hour, which is ${(perHour / 3600).toFixed(1)} a second`;
  return [
    { at: ["peakEventsPerSecond"], value: peak, rule, fix: "Write what the busiest second has, or leave it out" },
  ];
}

export const declaredTraffic = knownAtSynth(
  both(fields(trafficFields), (value) => peakIsAPeak(value as Parameters<typeof peakIsAPeak>[0])),
);
