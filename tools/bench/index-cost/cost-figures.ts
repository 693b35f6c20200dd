import type { IndexUsage } from "../../../lambda-src/deduplicate/index/index-usage";
import type { Prices } from "../../../packages/plan-review/src/costs/prices";
import type { ConsumedCapacity } from "./item-cost";

/** What one event costs, on average. */
export interface CostFigures {
  /** Events that it is the average of. */
  readonly events: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly calls: number;
  readonly dollarsPerMillion: number;
}

/** @param events 1 or more */
export function costFigures(total: Readonly<ConsumedCapacity>, events: number, prices: Prices): CostFigures {
  if (events < 1) throw new Error(`There are ${events} events to divide by; there must be one or more.`);
  return {
    events,
    writeUnits: total.writeUnits / events,
    readUnits: total.readUnits / events,
    calls: total.calls / events,
    dollarsPerMillion: dollarsPerMillionEvents(total, events, prices),
  };
}

export function capacityOf({ appends, queries, writeUnits, readUnits }: IndexUsage): ConsumedCapacity {
  return { calls: appends + queries, writeUnits, readUnits };
}

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
