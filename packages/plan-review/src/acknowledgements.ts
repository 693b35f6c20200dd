import { readFileSync } from "node:fs";
import { z } from "zod";
import { findingDigest } from "./finding-digest";
import {
  type Acknowledgement,
  acknowledgementSchema,
  type Finding,
  type Review,
  type ReviewedFinding,
  type StaleAcknowledgement,
} from "./review";
import { openObjections } from "./verdict";

/** An entry as a person may write it. */
const entrySchema = acknowledgementSchema.extend({
  stack: z.string().min(1),
  check: z.string().min(1),
  address: z.string().min(1),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be the 64 hexadecimal digits that the review shows with the finding")
    .optional(),
  reason: z.string().min(10, "must say why the finding is accepted, in 10 characters or more"),
  expires: z.iso.date("must be a day that exists, as YYYY-MM-DD"),
  by: z.string().min(1),
});

/** Name that the file has by convention, at the top of a repository. */
export const ACKNOWLEDGEMENTS_FILE = "plan-acknowledgements.json";

/**
 * Reads `plan-acknowledgements.json`: findings that a person has accepted, each reviewed as code, each with an end.
 *
 * @param text the file's content
 * @param file its name, for the error
 * @throws Error when it is no JSON, or an entry has a key too many, too few, or a value that breaks the rule
 */
export function readAcknowledgements(text: string, file = ACKNOWLEDGEMENTS_FILE): readonly Acknowledgement[] {
  const result = z.array(entrySchema).safeParse(parse(text, file));
  if (result.success) return result.data;
  throw new Error(
    `${file} is not a list of acknowledgements:\n${z.prettifyError(result.error)}\nEach has stack, check, address, digest, reason, expires (YYYY-MM-DD) and by.`,
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

/**
 * What people have accepted, from a file.
 *
 * @throws Error when the file is missing or wrong: without it nothing could be said to be accepted, or not
 */
export function acknowledgementsIn(file: string): readonly Acknowledgement[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Error(`${file} is not there. Write [] into it when nothing is acknowledged.`);
  }
  return readAcknowledgements(text, file);
}

/** The day of now, `YYYY-MM-DD` in UTC. */
export function utcDay(now = new Date()): string {
  return now.toISOString().slice(0, 10);
}

const MILLISECONDS_A_DAY = 86_400_000;

export interface Acknowledged {
  readonly findings: readonly ReviewedFinding[];
  readonly stale: readonly StaleAcknowledgement[];
}

/**
 * Joins the findings in a stack with what people have accepted there. An acknowledgement that is past its last day accepts
 * nothing any more, nor does one of another finding than the one that it was written for, though check and address are the same.
 *
 * @param stack name of the stack: the acknowledgements of others are passed over
 * @param today `YYYY-MM-DD`, UTC
 * @param longest days that an acknowledgement may still hold: a longer one accepts nothing. @default - any number
 */
export function acknowledge(
  stack: string,
  findings: readonly Finding[],
  acknowledgements: readonly Acknowledgement[],
  today: string,
  longest?: number,
): Acknowledged {
  const own = acknowledgements.filter((acknowledgement) => acknowledgement.stack === stack);
  const last = longest === undefined ? undefined : utcDay(new Date(Date.parse(today) + longest * MILLISECONDS_A_DAY));
  const isTooLong = ({ expires }: Acknowledgement) => last !== undefined && expires > last;
  const inForce = own.filter((entry) => entry.expires >= today && !isTooLong(entry));
  return {
    findings: findings.map((finding) => ({
      ...finding,
      acknowledgement: inForce.find((acknowledgement) => accepts(acknowledgement, finding)),
    })),
    stale: own.flatMap((acknowledgement): StaleAcknowledgement[] => {
      const found = findings.filter((finding) => isAbout(acknowledgement, finding));
      if (found.length === 0) return [{ acknowledgement, state: "unmatched" }];
      if (acknowledgement.expires < today) return [{ acknowledgement, state: "expired" }];
      if (isTooLong(acknowledgement)) return [{ acknowledgement, state: "too long" }];
      return found.some((finding) => accepts(acknowledgement, finding)) ? [] : [{ acknowledgement, state: "outdated" }];
    }),
  };
}

function isAbout({ check, address }: Acknowledgement, finding: Finding): boolean {
  return check === finding.check && address === finding.address;
}

function accepts(acknowledgement: Acknowledgement, finding: Finding): boolean {
  return isAbout(acknowledgement, finding) && acknowledgement.digest === findingDigest(finding);
}

/** The entry that accepts a finding, as a line to be copied; why, until when and who are the person's to say. */
export function acknowledgementEntry(stack: string, finding: Finding): string {
  const { check, address } = finding;
  const digest = findingDigest(finding);
  return JSON.stringify({ stack, check, address, digest, reason: "", expires: "YYYY-MM-DD", by: "" });
}

/** The entries that a person would have to add: of what stands in the way, and of what was accepted and is so no longer. */
export function entriesToAdd(review: Review): readonly string[] {
  const { stack, findings, staleAcknowledgements } = review;
  const open = new Set(openObjections(review));
  const isOutdated = (finding: ReviewedFinding) =>
    finding.acknowledgement === undefined &&
    staleAcknowledgements.some(({ acknowledgement }) => isAbout(acknowledgement, finding));
  return findings
    .filter((finding) => open.has(finding) || isOutdated(finding))
    .map((finding) => acknowledgementEntry(stack, finding));
}

/** Why an acknowledgement accepts nothing, to stand behind "it". */
export function whyStale({ state, acknowledgement }: StaleAcknowledgement): string {
  switch (state) {
    case "expired":
      return "is past its last day";
    case "too long":
      return "ends later than this project lets an acknowledgement hold: give it an earlier last day";
    case "unmatched":
      return "matches no finding";
    case "outdated":
      return acknowledgement.digest === undefined
        ? "no longer holds: it has no digest, which says what it accepts"
        : "no longer holds: this is another change than the one that was accepted";
  }
}
