import { z } from "zod";
import type { Acknowledgement } from "../review";

const acknowledgementSchema = z.strictObject({
  stack: z.string().min(1),
  check: z.string().min(1),
  address: z.string().min(1),
  reason: z.string().min(10, "must say why the finding is accepted, in 10 characters or more"),
  expires: z.iso.date("must be a day that exists, as YYYY-MM-DD"),
  by: z.string().min(1),
});

/**
 * Reads `plan-acknowledgements.json`: findings that a person has accepted, each reviewed as code, each with an end.
 *
 * @param text the file's content
 * @param file its name, for the error
 * @throws Error when it is no JSON, or an entry has a key too many, too few, or a value that breaks the rule
 */
export function readAcknowledgements(text: string, file = "plan-acknowledgements.json"): readonly Acknowledgement[] {
  const result = z.array(acknowledgementSchema).safeParse(parse(text, file));
  if (result.success) return result.data;
  throw new Error(
    `${file} is not a list of acknowledgements:\n${z.prettifyError(result.error)}\nEach has stack, check, address, reason, expires (YYYY-MM-DD) and by.`,
  );
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(
      `${file} is not JSON: ${error instanceof Error ? error.message : String(error)}. Write [] for none.`,
    );
  }
}
