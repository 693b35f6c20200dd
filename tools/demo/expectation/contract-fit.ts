import type { EventContract } from "../../../events/event-contracts";
import { canonicalMembers } from "./json-text";
import { type Fitness, fitness, worst } from "./typed-value";

/**
 * Whether the payload of an event is what its contract says. The demo's own reading of the contract: it shares no code
 * with the curation job that it judges.
 *
 * @param payload type-specific fields, in the form of `canonicalJson`
 */
export function contractFit(contract: EventContract, payload: string): Fitness {
  const members = canonicalMembers(payload);
  const byName = new Map(members);
  return worst(
    contract.fields.map(({ name, columnType, required, nullable }) => {
      if (members.filter((member) => member[0] === name).length > 1) return "undecided";
      const json = byName.get(name);
      if (required && !nullable && (json === undefined || json === "null")) return "missing_field";
      return fitness(columnType, json);
    }),
  );
}
