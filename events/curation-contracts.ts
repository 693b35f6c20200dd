import type { ColumnType } from "./column-type";
import { CONTRACTS_VERSION } from "../lambda-src/interface";
import type { EventContract } from "./event-contracts";

/** The document by which function and curation job know the contracts. */
export interface CurationContracts {
  readonly version: typeof CONTRACTS_VERSION;
  /** One entry per event name, sorted by it. */
  readonly contracts: readonly CurationContract[];
}

/** What the job needs of one contract. Names are those of the JSON document. */
export interface CurationContract {
  /** `payment:order:completed` */
  readonly event_name: string;
  /** `payment_order_completed_event` */
  readonly table: string;
  /** Fields whose value names the person that the event is about, `buyer.user_uuid` inside of one: `erase` deletes by them. */
  readonly subject_fields: readonly string[];
  /** Type-specific columns, in the order of the contract. */
  readonly fields: readonly CurationField[];
}

export interface CurationField {
  /** As producers write it. */
  readonly name: string;
  readonly column: string;
  readonly type: ColumnType;
  /** True when an event in which it is absent or null goes to quarantine. */
  readonly required: boolean;
}

/**
 * The contracts as the curation job (glue-src/curation/contracts.py) and the function (lambda-src/deduplicate/contract)
 * read them. It holds what decides columns and
 * nothing else, so that a better description does not change the job.
 *
 * @param contracts as loadEventContracts gives them, in any order
 */
export function curationContracts(contracts: readonly EventContract[]): CurationContracts {
  return {
    version: CONTRACTS_VERSION,
    contracts: [...contracts].sort((a, b) => (a.name < b.name ? -1 : 1)).map(curationContract),
  };
}

/** The document as text: the same bytes for the same contracts on every machine, with a line feed at the end. */
export function curationContractsJson(contracts: readonly EventContract[]): string {
  return `${JSON.stringify(curationContracts(contracts), null, 1)}\n`;
}

function curationContract({ name, table, subjectFields, fields }: EventContract): CurationContract {
  return {
    event_name: name,
    table,
    subject_fields: subjectFields,
    fields: fields.map((field) => ({
      name: field.name,
      column: field.column,
      type: field.columnType,
      required: field.required && !field.nullable,
    })),
  };
}
