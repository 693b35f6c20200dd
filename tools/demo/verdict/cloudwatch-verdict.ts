import { requireQuietAlarms, waitForMetrics } from "../../cloudwatch-checks";
import type { VerdictCheck } from "./findings";
import type { Verification } from "./verify-delivered";

/** What must be true of an environment that works, in the same words as npm run verify has it. */
export async function checkCloudWatch(
  { environment, clients: { cloudWatch }, streamed }: Verification,
  since: Date,
): Promise<readonly VerdictCheck[]> {
  const lake = { environment, cloudWatch };
  const { sent } = streamed.expected.counts;
  return [
    await checkOf("CloudWatch has counted every record that was sent", waitForMetrics(lake, { since, sent })),
    await checkOf("no alarm rings", requireQuietAlarms(lake)),
  ];
}

async function checkOf(name: string, found: Promise<string>): Promise<VerdictCheck> {
  try {
    return { name, passed: true, detail: `${await found}.` };
  } catch (error) {
    return { name, passed: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
