import { requireQuietAlarms, requireWatchedFailures, waitForMetrics } from "../../cloudwatch-checks";
import type { VerdictCheck } from "./findings";
import type { Verification } from "./verify-delivered";

/**
 * What must be true of an environment that works, in the same words as npm run verify has it.
 *
 * @param records that were sent: Kinesis counts these, and the function counts their events
 */
export async function checkCloudWatch(
  { environment, clients: { cloudWatch }, streamed }: Verification,
  since: Date,
  records: number,
): Promise<readonly VerdictCheck[]> {
  const lake = { environment, cloudWatch };
  const sent = environment.processing === "in-flight" ? streamed.expected.counts.sent : records;
  return [
    await checkOf("CloudWatch has counted every record that was sent", waitForMetrics(lake, { since, sent })),
    await checkOf("no alarm rings", requireQuietAlarms(lake)),
  ];
}

/** What must be true where faults struck. Their seconds are too short for an alarm to ring. */
export async function checkWatchedFailures(
  { environment, clients: { cloudWatch } }: Verification,
  since: Date,
): Promise<VerdictCheck> {
  return checkOf("an alarm watches everything that failed", requireWatchedFailures({ environment, cloudWatch }, since));
}

async function checkOf(name: string, found: Promise<string>): Promise<VerdictCheck> {
  try {
    return { name, passed: true, detail: `${await found}.` };
  } catch (error) {
    return { name, passed: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
