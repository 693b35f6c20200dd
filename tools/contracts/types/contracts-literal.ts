import { curationContracts } from "../../../events/curation-contracts";
import type { EventContract } from "../../../events/event-contracts";

/** What the check of a producer needs of the deployed contracts document, as JSON. */
export function contractsLiteral(contracts: readonly EventContract[]): string {
  const { version, contracts: documents } = curationContracts(contracts);
  const needed = documents.map(({ event_name, fields }) => ({
    event_name,
    fields: fields.map(({ name, type, required }) => ({ name, type, required })),
  }));
  return JSON.stringify({ version, contracts: needed }, null, 1);
}
