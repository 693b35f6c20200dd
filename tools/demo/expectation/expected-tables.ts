import type { EventContract } from "../../../events/event-contracts";
import { UNCONTRACTED_TABLE } from "../../../lambda-src/interface";
import type { ExpectedEvent, ExpectedLake } from "./expected-lake";
import { type Fitness, fitness, worst } from "./typed-value";
import { canonicalMembers } from "./json-text";

/** Where an event belongs among the tables that people query. */
export interface ExpectedRow {
  readonly event: ExpectedEvent;
  readonly table: string;
  /** Date of its creation, whenever it arrived. */
  readonly createdDate: string;
  /** Undefined for an event without a contract, which keeps its payload. */
  readonly contract?: EventContract;
  /** `fits`: it is in its table; `undecided`: there or in quarantine; else it is in quarantine for this reason. */
  readonly fitness: Fitness;
}

/** What the Delta tables must hold, by `eventKey`: every valid event once, late ones beside the others of their date. */
export function expectTables(
  expected: ExpectedLake,
  contracts: readonly EventContract[],
): ReadonlyMap<string, ExpectedRow> {
  const byName = new Map(contracts.map((contract) => [contract.name, contract]));
  return new Map(
    [...expected.events].map(([key, event]) => {
      const contract = byName.get(event.name);
      return [
        key,
        {
          event,
          contract,
          table: contract?.table ?? UNCONTRACTED_TABLE,
          createdDate: event.createdDatetime.slice(0, 10),
          fitness: contract === undefined ? "fits" : contractFit(contract, event.payload),
        },
      ];
    }),
  );
}

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
