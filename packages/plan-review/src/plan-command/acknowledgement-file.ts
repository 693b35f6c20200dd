import { readFileSync } from "node:fs";
import path from "node:path";
import { readAcknowledgements } from "../acknowledgements/plan-acknowledgements";
import type { Acknowledgement } from "../review";

const FILE = "plan-acknowledgements.json";

/**
 * What people have accepted, as the checkout has it.
 *
 * @throws Error when the file is missing or wrong: without it nothing could be said to be accepted, or not
 */
export function acknowledgementsOf(project: string): readonly Acknowledgement[] {
  const file = path.join(project, FILE);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Error(`${file} is not there. Write [] into it when nothing is acknowledged.`);
  }
  return readAcknowledgements(text, FILE);
}

/** The day of now, `YYYY-MM-DD` in UTC. */
export function utcDay(now = new Date()): string {
  return now.toISOString().slice(0, 10);
}
