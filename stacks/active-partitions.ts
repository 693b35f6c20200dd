import type { Environment } from "../environments/schema";

/** Tables beside those of the contracts: uncontracted and late events. */
const OWN_TABLES = 2;
/** Days beyond the window that an event may carry: today, and tomorrow by a producer's fast clock. */
const EXTRA_DAYS = 2;

/**
 * Checks that the delivery stream can hold every table and date that may be active at once. Firehose sends what is over
 * its quota to the error prefix.
 *
 * @throws Error naming the environment, the number and the quota
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html
 */
export function checkActivePartitions(environment: Environment, contracts: number): void {
  const days = environment.deduplication.windowDays + EXTRA_DAYS;
  const partitions = (contracts + OWN_TABLES) * days;
  const quota = environment.delivery.activePartitionQuota;
  if (partitions <= quota) return;
  throw new Error(
    `environments/${environment.name}.ts: ${contracts} contracts over ${days} days can have ${partitions} active partitions; ` +
      `delivery.activePartitionQuota is ${quota}, and Firehose would send the rest to errors/. ` +
      "Ask AWS to raise the quota (up to 5,000) and write the new value, or shorten deduplication.windowDays.",
  );
}
