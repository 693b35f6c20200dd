import type { EventContract } from "../../../events/event-contracts";
import { UNCONTRACTED_TABLE } from "../../../lambda-src/interface";
import type { ExpectedEvent, ExpectedLake } from "./expected-lake";
import { contractFit } from "./contract-fit";

/** Where an event belongs among the tables that people query. */
export interface ExpectedRow {
  readonly event: ExpectedEvent;
  readonly table: string;
  /** Date of its creation, whenever it arrived. */
  readonly createdDate: string;
  /** Undefined for an event without a contract, which keeps its payload. */
  readonly contract?: EventContract;
  /** False: it may be in quarantine as well, since it has a field twice. */
  readonly certain: boolean;
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
          certain: contract === undefined || contractFit(contract, event.payload) === "fits",
        },
      ];
    }),
  );
}
