import {
  CURATED_FILE_TABLE,
  LATE_TABLE,
  QUARANTINE_TABLE,
  REJECTED_TABLE,
  UNCONTRACTED_TABLE,
} from "../../lambda-src/interface";
import { fields, knownAtSynth, listOf, optional, type RulesFor } from "../input-rules/inputs";
import { contractColumn, eventName, tableName } from "../input-rules/names";
import { wholeNumber } from "../input-rules/numbers";
import { both, oneOf, RIGHT, type Rule, wrong } from "../input-rules/rule";
import { description, text } from "../input-rules/texts";

/** What the catalogue needs to know of an event contract. `loadEventContracts` makes them from JSON Schemas. */
export interface ContractedEvent {
  /** For example `payment:order:completed`: 1 to 256 characters. */
  readonly name: string;
  /** For example `payment_order_completed_event`: 1 to 255 lower-case letters, digits and `_`. */
  readonly table: string;
  /** 1 to 2,048 characters. */
  readonly description: string;
  /** A whole number, 1 or more. */
  readonly version: number;
  /** Type-specific fields, which the payload column holds as JSON. */
  readonly fields: readonly ContractedField[];
}

export interface ContractedField {
  /** 1 to 512 characters. */
  readonly name: string;
  /** Its column in the Delta table: 1 to 255 letters, digits and `_`. @default - its name */
  readonly column?: string;
  /** "public", "internal" or "personal": only a reader with `personal: true` reads a personal column. @default "internal" */
  readonly classification?: "public" | "internal" | "personal";
}

/** Tables that the platform makes beside those of the contracts. */
export const DELIVERY_SCHEMA_TABLE = "delivery_schema";
const OWN_TABLES = [
  CURATED_FILE_TABLE,
  DELIVERY_SCHEMA_TABLE,
  LATE_TABLE,
  QUARANTINE_TABLE,
  REJECTED_TABLE,
  UNCONTRACTED_TABLE,
];

const eventTable: Rule = both(tableName, (table) =>
  OWN_TABLES.some((own) => own === table)
    ? wrong(table, "is a table of the platform's own", "Choose another name")
    : RIGHT,
);

const FIELD: RulesFor<ContractedField> = {
  name: text({ what: "the name of a field", most: 512 }),
  column: optional(knownAtSynth(contractColumn)),
  classification: optional(knownAtSynth(oneOf(["public", "internal", "personal"], "a classification"))),
};

const EVENT: RulesFor<ContractedEvent> = {
  name: knownAtSynth(eventName),
  table: knownAtSynth(eventTable),
  description: description("the description of a table", 2048),
  version: wholeNumber(1, Number.MAX_SAFE_INTEGER, "the version of a contract"),
  fields: listOf(fields(FIELD), 0),
};

/** Rule of the contracts of a lake: no two are of one event, or have one table. */
export const contractedEvents: Rule = knownAtSynth(
  both(listOf(fields(EVENT), 0), (value) => {
    const events = value as readonly ContractedEvent[];
    return events.flatMap((event, index) =>
      (["name", "table"] as const).flatMap((key) =>
        events.findIndex((other) => other[key] === event[key]) === index
          ? RIGHT
          : [{ at: [index, key], value: event[key], rule: "another event has it, too", fix: "Rename one of the two" }],
      ),
    );
  }),
);
