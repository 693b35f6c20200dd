import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { LATE_TABLE, UNCONTRACTED_TABLE, eventTableName } from "../lambda-src/interface";
import { type ColumnType, columnType, isNullable } from "./column-type";
import { CONTRACT_FIX, type ContractSchema, contractSchema, isEnvelopeField } from "./contract-schema";

/** One type-specific top-level field of an event. */
export interface ContractField {
  readonly name: string;
  /** JSON type as the schema spells it: `integer`; `string or null` when there are several. */
  readonly type: string;
  readonly description: string;
  /** False when an event may lack the field. */
  readonly required: boolean;
  /** True when its value may be null. */
  readonly nullable: boolean;
  /** Column of the lake that holds it. */
  readonly columnType: ColumnType;
}

/** What is known of one event name. */
export interface EventContract {
  /** Full event name: `payment:order:completed`. */
  readonly name: string;
  /** Table that stores its events: `payment_order_completed_event`. */
  readonly table: string;
  readonly title: string;
  readonly description: string;
  /** Version of the contract, 1 or more. */
  readonly version: number;
  /** Type-specific fields in the order of the file; the envelope is not among them. */
  readonly fields: readonly ContractField[];
  /** Fields marked `"x-subject": true`: their value names the person whom the event is about, and who may have it erased. */
  readonly subjectFields: readonly string[];
  /** Path of the JSON Schema on this machine. It never belongs in synthesised output. */
  readonly file: string;
}

/** Longest table name. @see https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html */
const MAX_TABLE_NAME = 255;

/**
 * Reads the event contracts: every `*.json` of a folder, one JSON Schema per event name.
 *
 * @param folder Folder of the contracts; by default the one beside this file.
 * @returns The contracts, sorted by name (by code unit, so that every machine has the same order).
 * @throws Error when the folder has no contract, or one of them breaks a rule; the message names the file, the key,
 *   the value, the rule and the fix. Nothing is skipped: a contract that is not read is a table that is destroyed.
 */
export function loadEventContracts(folder: string = __dirname): readonly EventContract[] {
  const files = contractFiles(folder);
  const contracts = files.map((file) => readContract(folder, file));
  rejectSharedTables(contracts);
  return contracts.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function contractFiles(folder: string): readonly string[] {
  let files: readonly string[];
  try {
    files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  } catch (cause) {
    throw new Error(`Event contracts: the folder ${folder} cannot be read. Name the folder that holds the contracts.`, {
      cause,
    });
  }
  if (files.length === 0) {
    throw new Error(
      `Event contracts: the folder ${folder} has no *.json file, and without a contract every event table would be ` +
        "destroyed. Name the folder that holds the contracts.",
    );
  }
  return files;
}

function readContract(folder: string, file: string): EventContract {
  const path = join(folder, file);
  const schema = parseContract(path);
  const name = schema["x-event-name"];
  const expectedFile = `${name.replaceAll(":", ".")}.json`;
  if (file !== expectedFile) {
    throw contractError(path, "x-event-name", name, `the file of this event is ${expectedFile}`, "Rename one of them");
  }
  const table = eventTableName(name);
  if (table === UNCONTRACTED_TABLE || table === LATE_TABLE) {
    throw contractError(path, "x-event-name", name, `the table ${table} is the platform's own`, "Choose another name");
  }
  if (table.length > MAX_TABLE_NAME) {
    const rule = `its table name has ${table.length} characters, and Glue takes ${MAX_TABLE_NAME}`;
    throw contractError(path, "x-event-name", name, rule, "Choose a shorter name");
  }
  return {
    name,
    table,
    title: schema.title,
    description: schema.description,
    version: schema["x-version"],
    fields: contractFields(schema),
    subjectFields: Object.keys(schema.properties).filter((field) => schema.properties[field]?.["x-subject"] === true),
    file: path,
  };
}

function parseContract(path: string): ContractSchema {
  const text = readFileSync(path, "utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw contractError(path, "(file)", text.slice(0, 40), `a contract is JSON (${reason})`, "Correct the JSON");
  }
  const result = contractSchema.safeParse(json, { reportInput: true });
  if (result.success) {
    return result.data;
  }
  const issue = result.error.issues[0];
  const key = issue?.path.map(String).join(".") ?? "";
  throw contractError(path, key === "" ? "(file)" : key, issue?.input, issue?.message ?? "", CONTRACT_FIX);
}

function contractFields(schema: ContractSchema): readonly ContractField[] {
  return Object.entries(schema.properties)
    .filter(([name]) => !isEnvelopeField(name))
    .map(([name, field]) => ({
      name,
      type: typeof field.type === "string" ? field.type : field.type.join(" or "),
      description: field.description,
      required: schema.required.includes(name),
      nullable: isNullable(field),
      columnType: columnType(field),
    }));
}

function rejectSharedTables(contracts: readonly EventContract[]): void {
  const owners = new Map<string, EventContract>();
  for (const contract of contracts) {
    const owner = owners.get(contract.table);
    if (owner !== undefined) {
      const rule = `its table ${contract.table} is also the table of ${owner.name} (${owner.file})`;
      throw contractError(contract.file, "x-event-name", contract.name, rule, "Rename one of the two events");
    }
    owners.set(contract.table, contract);
  }
}

function contractError(path: string, key: string, value: unknown, rule: string, fix: string): Error {
  const received = value === undefined ? "nothing" : JSON.stringify(value).slice(0, 300);
  return new Error(`Event contract ${path}: ${key} is ${received}, but ${rule}. ${fix}.`);
}
