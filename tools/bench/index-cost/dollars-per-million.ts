import type { Prices } from "../../../packages/plan-review/src/costs/prices";

/** Request units: of one event, or of many. */
export interface RequestUnits {
  readonly writeUnits: number;
  readonly readUnits: number;
}

/**
 * @param units of all the events together
 * @param events how many they are, 1 or more
 */
export function dollarsPerMillionEvents(units: RequestUnits, events: number, prices: Prices): number {
  const dollars =
    units.writeUnits * prices.dollarsPerMillionWriteUnits + units.readUnits * prices.dollarsPerMillionReadUnits;
  return dollars / events;
}
