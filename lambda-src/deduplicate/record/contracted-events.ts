import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CONTRACTED_EVENTS_FILE } from "../../interface";
import { asError } from "../as-error";

/**
 * Names of all events that have a contract, from the file in the deployment package.
 *
 * @param folder where the deployment package is
 * @throws Error that names the file and the rule, when it cannot be read or is not a JSON array of strings
 */
export function readContractedEvents(folder: string): ReadonlySet<string> {
  const file = join(folder, CONTRACTED_EVENTS_FILE);
  let names: unknown;
  try {
    names = JSON.parse(readFileSync(file, "utf8"));
  } catch (thrown) {
    throw new Error(`${file} cannot be read: ${asError(thrown).message}. ${RULE}`, { cause: thrown });
  }
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) {
    throw new Error(`${file} is not an array of strings. ${RULE}`);
  }
  return new Set(names);
}

const RULE = "The deployment package must hold it: a JSON array with every event name that has a contract.";
