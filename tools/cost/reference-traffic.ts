import { packingRow } from "../bench/packing/packing";
import { LATE_SHARE } from "./measured-figures";
import type { PackingFigures } from "./path-cost";
import type { Scenario } from "./scenario";

/** The stream of the task, a thousandth of it and a thousand times it, with the settings of prod when it was on demand. */
export const REFERENCE_TRAFFIC = [1_000, 1_000_000, 1_000_000_000] as const;

export type ReferenceTraffic = (typeof REFERENCE_TRAFFIC)[number];

/** Stream time to simulate, and shards of those that are alike. */
const SIMULATED = {
  1_000: { seconds: 7_200 },
  1_000_000: { seconds: 20 },
  1_000_000_000: { seconds: 5, shards: 4 },
} as const satisfies Readonly<Record<ReferenceTraffic, { seconds: number; shards?: number }>>;

/** @param curationMinutes from one run of the job to the next */
export function referenceScenario(eventsPerHour: number, curationMinutes: number): Scenario {
  return {
    ...{ eventsPerHour, curationMinutes, eventBytes: 1_000, eventTypes: 100, lateShare: LATE_SHARE, latestDays: 6 },
    ...{ bufferSeconds: 900, bufferMebibytes: 128, retentionHours: 168 },
  };
}

const packings = new Map<ReferenceTraffic, PackingFigures>();

/** Simulated, once in a run: how the deduplicator's code batches and packs the events. */
export function referencePacking(eventsPerHour: ReferenceTraffic): PackingFigures {
  const packing = packings.get(eventsPerHour) ?? simulatedPacking(eventsPerHour);
  packings.set(eventsPerHour, packing);
  return packing;
}

function simulatedPacking(eventsPerHour: ReferenceTraffic): PackingFigures {
  const { seconds, ...sample } = SIMULATED[eventsPerHour];
  const { eventBytes } = referenceScenario(eventsPerHour, 60);
  return packingRow(eventsPerHour, eventBytes, seconds, "shards" in sample ? sample.shards : undefined);
}
