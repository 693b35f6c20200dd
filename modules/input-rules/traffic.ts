import { fields, knownAtSynth } from "./inputs";
import { averageEventBytes, eventsPerHour } from "./limits";

/** Members of a declared traffic: what is made follows from them. */
export const trafficFields = {
  eventsPerHour: knownAtSynth(eventsPerHour),
  averageEventBytes: knownAtSynth(averageEventBytes),
};

export const declaredTraffic = knownAtSynth(fields(trafficFields));
