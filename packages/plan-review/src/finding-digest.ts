import { createHash } from "node:crypto";
import { canonicalJson } from "./plan/values";
import type { Finding } from "./review";

/**
 * SHA-256 of what a reviewer reads of a finding and may accept: check, address, severity, summary, evidence and what is lost.
 * The advice is not in it: it asks for nothing to be accepted.
 *
 * It is made of masked text only, because it ends in the repository: a hash of a hidden value lets everybody try values
 * until one fits. So it does not tell two hidden values apart, no more than the reviewer can.
 *
 * @param finding masked, as `reviewPlan` gives it
 * @returns 64 hexadecimal digits, the same whatever the order of the evidence and of the keys in it
 */
export function findingDigest({ check, address, severity, summary, evidence, data }: Finding): string {
  const lines = evidence.map(({ attribute, before, after }) =>
    canonicalJson({ attribute, before: inOrder(before), after: inOrder(after) }),
  );
  const shown = { check, address, severity, summary, evidence: lines.sort(), data };
  return createHash("sha256").update(canonicalJson(shown)).digest("hex");
}

/** JSON text with its keys in order. Text that reading and writing would change in any other way stays what it is. */
function inOrder(text: string | undefined): string | undefined {
  if (text === undefined || !/^[[{]/.test(text)) return text;
  try {
    const json: unknown = JSON.parse(text);
    return JSON.stringify(json) === text ? canonicalJson(json) : text;
  } catch {
    return text;
  }
}
