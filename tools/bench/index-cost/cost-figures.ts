import type { IndexUsage } from "../../../lambda-src/deduplicate/index/index-usage";
import { DYNAMODB_PRICES } from "@event-lake/plan-review/costs/prices";

/** What calls have cost. */
export interface ConsumedCapacity {
  calls: number;
  writeUnits: number;
  readUnits: number;
}

/** What one event costs, on average. */
export interface CostFigures extends Readonly<ConsumedCapacity> {
  /** Events that it is the average of. */
  readonly events: number;
  readonly dollarsPerMillion: number;
}

/**
 * @param total of all the events together
 * @param events 1 or more
 */
export function costFigures(total: Readonly<ConsumedCapacity>, events: number): CostFigures {
  if (events < 1) throw new Error(`There are ${events} events to divide by; there must be one or more.`);
  const { dollarsPerMillionWriteUnits, dollarsPerMillionReadUnits } = DYNAMODB_PRICES;
  return {
    events,
    writeUnits: total.writeUnits / events,
    readUnits: total.readUnits / events,
    calls: total.calls / events,
    dollarsPerMillion:
      (total.writeUnits * dollarsPerMillionWriteUnits + total.readUnits * dollarsPerMillionReadUnits) / events,
  };
}

export function capacityOf({ appends, queries, writeUnits, readUnits }: IndexUsage): ConsumedCapacity {
  return { calls: appends + queries, writeUnits, readUnits };
}
