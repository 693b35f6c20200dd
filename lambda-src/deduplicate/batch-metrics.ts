import type { CorruptionReason } from "./envelope";
import type { IndexUsage } from "./index-usage";

/** What became of the records of one batch. received = delivered + duplicates + quarantined + failed. */
export interface BatchCounts {
  readonly received: number;
  readonly delivered: number;
  readonly duplicates: number;
  readonly quarantined: number;
  /** Records that Lambda will send again: the lowest failed one and all after it. */
  readonly failed: number;
  /** Those delivered to the table of late events. */
  readonly late: number;
  /** Those delivered to the table of events without a contract. */
  readonly uncontracted: number;
  /** Quarantined records by reason. */
  readonly quarantineReasons: Readonly<Partial<Record<CorruptionReason, number>>>;
}

/** CloudWatch namespace of the metrics. */
export const METRICS_NAMESPACE = "EventLake";

/** Names of the metrics; each has the one dimension `Function` and the unit Count. */
export const METRIC_NAMES = [
  "Received",
  "Delivered",
  "Duplicates",
  "Quarantined",
  "Late",
  "Uncontracted",
  "Failed",
  "IndexAppends",
  "IndexLostRaces",
  "IndexQueries",
  "IndexWriteUnits",
  "IndexReadUnits",
] as const;

type MetricName = (typeof METRIC_NAMES)[number];

/**
 * One log line in the CloudWatch embedded metric format. It must reach the log as it is, without the time and request id
 * that `console.log` puts before a line in Lambda.
 *
 * @param usage what a bucket log was asked for the batch; nothing with one item for each event
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
    Quarantined: counts.quarantined,
    Late: counts.late,
    Uncontracted: counts.uncontracted,
    Failed: counts.failed,
    IndexAppends: usage.appends,
    IndexLostRaces: usage.lostRaces,
    IndexQueries: usage.queries,
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
          Metrics: METRIC_NAMES.map((name) => ({ Name: name, Unit: "Count" })),
        },
      ],
    },
    Function: functionName,
    ...values,
    QuarantineReasons: counts.quarantineReasons,
  });
}
