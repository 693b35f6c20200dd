import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Schema } from "../../events/resolved-schema";
import { type ContractChange, contractChanges, versionMistake } from "./contract-changes";

/** Accepts what a version of a contract breaks. */
export interface AcceptedVersion {
  readonly event: string;
  readonly version: number;
  /** Why that is right, and who knows of it. */
  readonly reason: string;
}

/** Beside package.json. */
export const ACCEPTED_FILE = "contract-acknowledgements.json";

const acceptedSchema = z.array(
  z.strictObject({ event: z.string().min(1), version: z.int().positive(), reason: z.string().trim().min(1) }),
);

/** @throws Error that names the file and the rule; a file that is not there accepts nothing */
export function acceptedVersions(file: string): readonly AcceptedVersion[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  try {
    return acceptedSchema.parse(JSON.parse(text));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${file} is no list of {"event", "version", "reason"}: ${reason}`, { cause });
  }
}

export interface ChangesReport {
  readonly lines: readonly string[];
  /** Whether nothing breaks that nobody has accepted, and every version is right. */
  readonly passed: boolean;
}

/** What a person reads of the changes between two states of all contracts: by event, what breaks first. */
export function changesReport(
  base: ReadonlyMap<string, Schema>,
  head: ReadonlyMap<string, Schema>,
  accepted: readonly AcceptedVersion[],
): ChangesReport {
  const changes = contractChanges(base, head);
  const events = new Set([...changes.map(({ event }) => event), ...wronglyVersioned(base, head)]);
  if (events.size === 0) return { lines: ["No contract changes."], passed: true };
  const lines: string[] = [];
  let passed = true;
  for (const event of [...events].sort()) {
    const [before, now] = [base.get(event), head.get(event)];
    const version = Number((now ?? before)?.["x-version"]);
    const acceptance = accepted.find((one) => one.event === event && one.version === version);
    const ofEvent = changes.filter((change) => change.event === event);
    lines.push(`${event}${before && now ? ` (version ${String(before["x-version"])} -> ${version})` : ""}`);
    const sorted = [...ofEvent].sort((a, b) => Number(b.breaking) - Number(a.breaking));
    lines.push(...sorted.map((change) => changeLine(change, acceptance !== undefined)));
    const mistake = before && now && versionMistake(before, now);
    if (mistake !== undefined) lines.push(`  WRONG     ${mistake}`);
    const breaks = ofEvent.some(({ breaking }) => breaking);
    if (breaks) {
      const entry = JSON.stringify({ event, version, reason: "" });
      lines.push(
        acceptance === undefined
          ? `            If it is right all the same, write into ${ACCEPTED_FILE}, with the reason: ${entry}`
          : `            Accepted: ${acceptance.reason}`,
      );
    }
    if (mistake !== undefined || (breaks && acceptance === undefined)) passed = false;
  }
  return { lines, passed };
}

function changeLine({ field, breaking, sentence }: ContractChange, isAccepted: boolean): string {
  const verdict = breaking ? (isAccepted ? "accepted" : "BREAKING") : "ok";
  return `  ${verdict.padEnd(9)} ${field === undefined ? "" : `${field} `}${sentence}`;
}

function wronglyVersioned(base: ReadonlyMap<string, Schema>, head: ReadonlyMap<string, Schema>): readonly string[] {
  return [...base].flatMap(([event, before]) => {
    const now = head.get(event);
    return now !== undefined && versionMistake(before, now) !== undefined ? [event] : [];
  });
}
