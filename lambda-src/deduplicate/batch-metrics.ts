import { METRICS_NAMESPACE, type RejectionReason, WATCHED_METRICS } from "../interface";
import type { IndexUsage } from "./index/index-usage";

/** What became of the events of one batch, whatever was no event among them. received = delivered + duplicates + quarantined + failed. */
export interface BatchCounts {
  readonly received: number;
  readonly delivered: number;
  readonly duplicates: number;
  readonly quarantined: number;
  /** Those of records that Lambda will send again: the lowest failed one and all after it. */
  readonly failed: number;
  /** Those delivered to the table of late events. */
  readonly late: number;
  /** Those delivered to the table of events without a contract. */
  readonly uncontracted: number;
  /** Those quarantined, by reason. */
  readonly quarantineReasons: Readonly<Partial<Record<RejectionReason, number>>>;
}

/** The metrics and their units; each has the one dimension `Function`. */
const METRICS = {
  Received: "Count",
  Delivered: "Count",
  Duplicates: "Count",
  /** Of the valid events. */
  [WATCHED_METRICS.duplicatesPercent]: "Percent",
  Quarantined: "Count",
  Late: "Count",
  Uncontracted: "Count",
  [WATCHED_METRICS.failed]: "Count",
  [WATCHED_METRICS.claimTime]: "Milliseconds",
  IndexAppends: "Count",
  [WATCHED_METRICS.lostRaces]: "Count",
  IndexQueries: "Count",
  /** IndexQueries for each of these is what a late event costs in reads. */
  IndexLateClaims: "Count",
  IndexThrottles: "Count",
  IndexWriteUnits: "Count",
  IndexReadUnits: "Count",
} as const;

type MetricName = keyof typeof METRICS;

/**
 * One log line in the CloudWatch embedded metric format. It must reach the log as it is, without the time and request id
 * that `console.log` puts before a line in Lambda.
 *
 * @param usage what the index was asked for the batch
 * @param functionName value of the dimension `Function`
 * @param now milliseconds since the Unix epoch
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function batchMetricsLine(
  counts: BatchCounts,
  usage: ReturnType<IndexUsage["take"]>,
  functionName: string,
  now: number,
): string {
  const values: Record<MetricName, number> = {
    Received: counts.received,
    Delivered: counts.delivered,
    Duplicates: counts.duplicates,
    [WATCHED_METRICS.duplicatesPercent]: percent(counts.duplicates, counts.delivered + counts.duplicates),
    Quarantined: counts.quarantined,
    Late: counts.late,
    Uncontracted: counts.uncontracted,
    [WATCHED_METRICS.failed]: counts.failed,
    [WATCHED_METRICS.claimTime]: Math.round(usage.claimMilliseconds),
    IndexAppends: usage.appends,
    [WATCHED_METRICS.lostRaces]: usage.lostRaces,
    IndexQueries: usage.queries,
    IndexLateClaims: usage.lateClaims,
    IndexThrottles: usage.throttles,
    IndexWriteUnits: usage.writeUnits,
    IndexReadUnits: usage.readUnits,
  };
  return JSON.stringify({
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        {
          Namespace: METRICS_NAMESPACE,
          Dimensions: [["Function"]],
          Metrics: Object.entries(METRICS).map(([name, unit]) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    Function: functionName,
    ...values,
    QuarantineReasons: counts.quarantineReasons,
  });
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}
