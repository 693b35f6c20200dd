import type { ExpectedLake } from "../expectation/expected-lake";
import type { VerdictCheck } from "./findings";
import type { LakeRow } from "../reading/lake-reader";
import type { QueueMessage } from "../streaming/queue-message";
import { judgeDuplicates, judgeQuarantine } from "./queue-verdict";
import { judgeRows } from "./row-verdict";

/** What was expected, and what was found. */
export interface Evidence {
  readonly expected: ExpectedLake;
  /** Every stored row, for example `(await readLake(folder)).readRows()`. */
  readonly lakeRows: AsyncIterable<LakeRow> | Iterable<LakeRow>;
  /** A message that came twice (same shard and sequence number) counts once: a queue delivers at least once. */
  readonly duplicatesMessages: readonly QueueMessage[];
  readonly quarantineMessages: readonly QueueMessage[];
  /** Events of which a delivery's outcome was lost: how many copies beyond the first may be stored. @default - none */
  readonly redeliverable?: ReadonlyMap<string, number>;
}

/** The answer to the question of the demo: did every event end where it belongs, once? */
export interface Verdict {
  /** True when every check passed. */
  readonly passed: boolean;
  readonly checks: readonly VerdictCheck[];
  /** Stored copies that a lost outcome explains. */
  readonly redelivered: number;
}

/** Compares what was found with what was expected, event by event. */
export async function judge(evidence: Evidence): Promise<Verdict> {
  const { expected, redeliverable } = evidence;
  const duplicates = judgeDuplicates(expected, evidence.duplicatesMessages);
  const quarantine = judgeQuarantine(expected, evidence.quarantineMessages);
  const rows = await judgeRows(expected, evidence.lakeRows, quarantine.undecidedUuids, redeliverable);
  const stored = rows.count - rows.redelivered;
  const found = stored + duplicates.count + quarantine.count;
  const sums: VerdictCheck = {
    name: "sent = stored + duplicates + corrupted",
    passed: found === expected.counts.sent,
    detail:
      `${expected.counts.sent} sent; ${stored} stored + ${duplicates.count} duplicates + ` +
      `${quarantine.count} corrupted = ${found}.` +
      (redeliverable === undefined ? "" : ` ${rows.redelivered} redelivered copies are not in it.`),
  };
  const checks = [...rows.checks, duplicates.check, quarantine.check, sums];
  return { passed: checks.every((check) => check.passed), checks, redelivered: rows.redelivered };
}
