import { readFileSync } from "node:fs";
import path from "node:path";
import { curationContracts } from "../../../events/curation-contracts";
import { type EventContract, loadEventContracts } from "../../../events/event-contracts";
import type { Member } from "../../../lambda-src/deduplicate/contract/contracts";

const FILE = path.join(__dirname, "../../fixtures/strange-events.json");

/** The shipped contracts, and `probe:types`, which has a column of every type, as one contracts document. */
export function probedContracts(isWanted: (contract: EventContract) => boolean = () => true) {
  const { fields } = JSON.parse(readFileSync(FILE, "utf8")) as { readonly fields: readonly Member[] };
  const shipped = loadEventContracts().filter(isWanted);
  const document = curationContracts(shipped);
  const probe = { event_name: "probe:types", table: "probe_types_event", subject_fields: [], fields };
  return { shipped, fields, document: JSON.stringify({ ...document, contracts: [...document.contracts, probe] }) };
}
