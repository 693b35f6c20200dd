import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CONTRACTS_FILE, CONTRACTS_VERSION } from "../../interface";
import { asError } from "../failure";

/** What a value must be: one of these, an array, or an object with known members. `json` and `string` take every value. */
export type ValueType =
  | "string"
  | "bigint"
  | "double"
  | "boolean"
  | "timestamp"
  | "date"
  | "json"
  | DecimalType
  | { readonly array: ValueType }
  | { readonly struct: readonly Member[] };

/** A number of so many digits, `scale` of them behind the point, that is sent as one of these JSON types. */
export interface DecimalType {
  readonly decimal: {
    readonly precision: number;
    readonly scale: number;
    readonly sent_as: readonly ("number" | "string")[];
  };
}

/** A field of an event, or of an object in it. */
export interface Member {
  readonly name: string;
  readonly type: ValueType;
  /** True when it may not be absent or null. */
  readonly required: boolean;
}

/** The type-specific fields of every event that has a contract, by its name. */
export type Contracts = ReadonlyMap<string, readonly Member[]>;

/**
 * Reads the contracts from the deployment package: the document that the curation job reads, too.
 *
 * @param folder where the deployment package is
 * @throws Error that names the file and the rule, when it cannot be read or is not such a document
 */
export function readContracts(folder: string): Contracts {
  const file = join(folder, CONTRACTS_FILE);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (thrown) {
    throw new Error(`${file} cannot be read: ${asError(thrown).message}. ${RULE}`, { cause: thrown });
  }
  return parseContracts(text, file);
}

/**
 * The contracts of a document.
 *
 * @param file where it came from, for the error
 * @throws Error that names the file and the rule, when it is not such a document
 */
export function parseContracts(text: string, file: string): Contracts {
  let document: ContractsDocument;
  try {
    document = JSON.parse(text) as ContractsDocument;
  } catch (thrown) {
    throw new Error(`${file} cannot be read: ${asError(thrown).message}. ${RULE}`, { cause: thrown });
  }
  if (document.version !== CONTRACTS_VERSION || !Array.isArray(document.contracts)) {
    throw new Error(`${file} is of version ${String(document.version)}, not ${CONTRACTS_VERSION}. ${RULE}`);
  }
  return new Map(document.contracts.map(({ event_name: name, fields }) => [name, fields]));
}

interface ContractsDocument {
  readonly version: unknown;
  readonly contracts: readonly { readonly event_name: string; readonly fields: readonly Member[] }[];
}

const RULE =
  "The deployment package must hold the contracts document that synth writes; deploy function and contracts together.";
