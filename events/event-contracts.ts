import { readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { eventTableName, LATE_TABLE, REJECTED_TABLE, UNCONTRACTED_TABLE } from "../lambda-src/interface";
import { type Classification, classificationOf } from "./classification";
import { type ColumnType, columnType } from "./column-type";
import {
  columnName,
  CONTRACT_FIX,
  type ContractSchema,
  fieldDescription,
  isEnvelopeField,
  readContractSchema,
} from "./contract-schema";
import { isSchema, resolveSchema } from "./resolved-schema";
import { subjectPaths } from "./subject-fields";

/** One type-specific top-level field of an event. */
export interface ContractField {
  readonly name: string;
  /** Name of its column: the field's, or its `x-column`. */
  readonly column: string;
  /** JSON type: `integer`; `string or null` when there are several; `any` where the schema leaves it open. */
  readonly type: string;
  readonly description: string;
  /** False when an event may lack the field. */
  readonly required: boolean;
  /** True when its value may be null. */
  readonly nullable: boolean;
  /** Type of its column. */
  readonly columnType: ColumnType;
  /** Who may read its column: the highest classification of all that lies in it. */
  readonly classification: Classification;
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
  /** Team that sends it and answers for it: `x-owner`. @default - not said */
  readonly owner?: string;
  /** Type-specific fields in the order of the file; the envelope is not among them. */
  readonly fields: readonly ContractField[];
  /**
   * Fields marked `"x-subject": true`, each by the names on its way (`buyer.user_uuid`): their value names the person
   * whom the event is about, and who may have it erased.
   */
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
 * @throws Error when the folder has no contract, or some of them break a rule; the message has a line for each mistake of
 *   each file, with the key, the value, the rule and the fix. Nothing is skipped: a contract that is not read is a table
 *   that is destroyed.
 */
export function loadEventContracts(folder: string = __dirname): readonly EventContract[] {
  const files = contractFiles(folder);
  const mistakes: string[] = [];
  const contracts = files.flatMap((file) => {
    const read = readContract(folder, file);
    if ("contract" in read) return [read.contract];
    mistakes.push(...read.mistakes);
    return [];
  });
  mistakes.push(...sharedTables(contracts));
  if (mistakes.length > 0) throw new Error(mistakes.join("\n"));
  return contracts.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Reads one contract.
 *
 * @throws Error with a line for each mistake, as loadEventContracts has them
 */
export function loadEventContract(file: string): EventContract {
  const read = readContract(dirname(file), basename(file));
  if ("mistakes" in read) throw new Error(read.mistakes.join("\n"));
  return read.contract;
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

type ReadContract = { readonly contract: EventContract } | { readonly mistakes: readonly string[] };

function readContract(folder: string, file: string): ReadContract {
  const path = join(folder, file);
  const parsed = parseContract(path);
  if ("mistakes" in parsed) return parsed;
  const { schema } = parsed;
  const name = schema["x-event-name"];
  const table = eventTableName(name);
  const mistake = (rule: string, fix: string) => contractMistake(path, "x-event-name", name, rule, fix);
  const mistakes: string[] = [];
  const expectedFile = `${name.replaceAll(":", ".")}.json`;
  if (file !== expectedFile) mistakes.push(mistake(`the file of this event is ${expectedFile}`, "Rename one of them"));
  if ([UNCONTRACTED_TABLE, LATE_TABLE, REJECTED_TABLE].includes(table)) {
    mistakes.push(mistake(`the table ${table} is the platform's own`, "Choose another name"));
  }
  if (table.length > MAX_TABLE_NAME) {
    const rule = `its table name has ${table.length} characters, and Glue takes ${MAX_TABLE_NAME}`;
    mistakes.push(mistake(rule, "Choose a shorter name"));
  }
  if (mistakes.length > 0) return { mistakes };
  const contract = {
    name,
    table,
    title: schema.title,
    description: schema.description,
    version: schema["x-version"],
    ...(schema["x-owner"] !== undefined && { owner: schema["x-owner"] }),
    fields: contractFields(schema),
    subjectFields: subjectPaths(schema),
    file: path,
  };
  return { contract };
}

function parseContract(path: string): { readonly schema: ContractSchema } | { readonly mistakes: readonly string[] } {
  const text = readFileSync(path, "utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const rule = `a contract is JSON (${reason})`;
    return { mistakes: [contractMistake(path, "(file)", text.slice(0, 40), rule, "Correct the JSON")] };
  }
  const read = readContractSchema(json);
  if ("schema" in read) return read;
  return {
    mistakes: read.issues.map(({ path: place, value, rule }) =>
      contractMistake(path, place.length === 0 ? "(file)" : place.join("."), value, rule, CONTRACT_FIX),
    ),
  };
}

function contractFields(schema: ContractSchema): readonly ContractField[] {
  const { properties, required } = schema;
  return Object.entries(properties)
    .filter(([name]) => !isEnvelopeField(name))
    .map(([name, field]) => {
      const resolved = resolveSchema(field, schema);
      const types = resolved.nullable ? [...resolved.types, "null"] : resolved.types;
      return {
        name,
        column: columnName(name, field),
        type: resolved.types.length === 0 ? "any" : types.join(" or "),
        description: isSchema(field) ? fieldDescription(name, field, schema) : "",
        required: required.includes(name),
        nullable: resolved.nullable,
        columnType: columnType(resolved),
        classification: classificationOf(field, schema),
      };
    });
}

function sharedTables(contracts: readonly EventContract[]): string[] {
  const owners = new Map<string, EventContract>();
  return contracts.flatMap((contract) => {
    const owner = owners.get(contract.table);
    owners.set(contract.table, owner ?? contract);
    if (owner === undefined) return [];
    const rule = `its table ${contract.table} is also the table of ${owner.name} (${owner.file})`;
    return [contractMistake(contract.file, "x-event-name", contract.name, rule, "Rename one of the two events")];
  });
}

function contractMistake(path: string, key: string, value: unknown, rule: string, fix: string): string {
  const received = value === undefined ? "nothing" : JSON.stringify(value).slice(0, 300);
  return `Event contract ${path}: ${key} is ${received}, but ${rule}. ${fix}.`;
}
