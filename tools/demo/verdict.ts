import type { ExpectedLake } from "./expected-lake";
import type { VerdictCheck } from "./findings";
import type { LakeRow } from "./lake-reader";
import type { QueueMessage } from "./queue-message";
import { judgeDuplicates, judgeQuarantine } from "./verdict-messages";
import { judgeRows } from "./verdict-rows";

/** What was expected, and what was found. */
export interface Evidence {
  readonly expected: ExpectedLake;
  /** Every stored row, for example `(await readLake(folder)).readRows()`. */
  readonly lakeRows: AsyncIterable<LakeRow> | Iterable<LakeRow>;
  /** A message that came twice (same shard and sequence number) counts once: a queue delivers at least once. */
  readonly duplicatesMessages: readonly QueueMessage[];
  readonly quarantineMessages: readonly QueueMessage[];
}

/** The answer to the question of the demo: did every event end where it belongs, once? */
export interface Verdict {
  /** True when every check passed. */
  readonly passed: boolean;
  readonly checks: readonly VerdictCheck[];
}

/** Compares what was found with what was expected, event by event. */
export async function judge(evidence: Evidence): Promise<Verdict> {
  const { expected } = evidence;
  const duplicates = judgeDuplicates(expected, evidence.duplicatesMessages);
  const quarantine = judgeQuarantine(expected, evidence.quarantineMessages);
  const rows = await judgeRows(expected, evidence.lakeRows, quarantine.undecidedUuids);
  const found = rows.count + duplicates.count + quarantine.count;
  const sums: VerdictCheck = {
    name: "sent = stored + duplicates + corrupted",
    passed: found === expected.counts.sent,
    detail:
      `${expected.counts.sent} sent; ${rows.count} stored + ${duplicates.count} duplicates + ` +
      `${quarantine.count} corrupted = ${found}.`,
  };
  const checks = [...rows.checks, duplicates.check, quarantine.check, sums];
  return { passed: checks.every((check) => check.passed), checks };
}
