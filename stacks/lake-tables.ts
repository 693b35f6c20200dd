import { UNCONTRACTED_TABLE } from "../lambda-src/interface";
import type { ContractedEvent } from "../modules/catalogue";

/** Delta table of what could not be stored, with the reason. */
export const QUARANTINE = "quarantine";

/** Names of all Delta tables that the curation job writes: an event that came late is in its own table, not in one of late events. */
export function lakeTables(events: readonly ContractedEvent[]): readonly string[] {
  return [...events.map(({ table }) => table), UNCONTRACTED_TABLE, QUARANTINE].sort();
}
