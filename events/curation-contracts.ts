import type { EventContract } from "./event-contracts";

/** Placeholder: the branch `curation` brings the columns and their types. */
export function curationContracts(contracts: readonly EventContract[]): object {
  return {
    version: 1,
    contracts: contracts.map(({ name, table }) => ({ event_name: name, table, subject_fields: [], fields: [] })),
  };
}
