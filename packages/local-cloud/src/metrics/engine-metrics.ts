import type { KinesisStreamEvent } from "aws-lambda";
import type { FirehoseStatistics } from "../firehose/delivery-stream";
import type { InvocationResult } from "../lambda/execution-environment";
import type { Measurement } from "./metric-store";

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export function invocationMetrics(
  functionName: string,
  { kind }: InvocationResult,
  { milliseconds, at }: { readonly milliseconds: number; readonly at: number },
): readonly Measurement[] {
  const values = { Invocations: 1, Errors: kind === "function-error" ? 1 : 0, Duration: milliseconds };
  return Object.entries(values).map(([name, value]) => ({
    namespace: "AWS/Lambda",
    name,
    dimensions: { FunctionName: functionName },
    value,
    at,
  }));
}

/**
 * Age of the last record of a batch when a function is invoked with it; none for an event that is no batch of a stream.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html "IteratorAge"
 */
export function iteratorAge(functionName: string, event: unknown, now: number): readonly Measurement[] {
  const { Records: records } = event as Partial<KinesisStreamEvent>;
  const arrived = records?.at(-1)?.kinesis.approximateArrivalTimestamp;
  if (arrived === undefined) return [];
  const value = Math.max(0, now - arrived * 1000);
  return [{ namespace: "AWS/Lambda", name: "IteratorAge", dimensions: { FunctionName: functionName }, value, at: now }];
}

/**
 * What Firehose tells of its delivery streams, from what they hold and have delivered.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
 */
export class DeliveryMetrics {
  private readonly before = new Map<string, FirehoseStatistics>();

  /** The values since they were asked for last. */
  of(statistics: readonly FirehoseStatistics[], now: number): readonly Measurement[] {
    return statistics.flatMap((current) => {
      const { deliveryStreamName, activePartitions, oldestArrival, errorRecords } = current;
      const before = this.before.get(deliveryStreamName);
      this.before.set(deliveryStreamName, current);
      const since = (type: "activePartitionExceeded" | "format-conversion-failed") =>
        (errorRecords[type] ?? 0) - (before?.errorRecords[type] ?? 0);
      const delivered = current.recordsDelivered - (before?.recordsDelivered ?? 0);
      const values = {
        "DeliveryToS3.DataFreshness": oldestArrival === undefined ? 0 : (now - oldestArrival) / 1000,
        "DeliveryToS3.ObjectCount": current.objectsDelivered - (before?.objectsDelivered ?? 0),
        "DeliveryToS3.Records": delivered,
        "FailedConversion.Records": since("format-conversion-failed"),
        PartitionCount: activePartitions,
        PartitionCountExceeded: since("activePartitionExceeded") > 0 ? 1 : 0,
      };
      return Object.entries(values).map(([name, value]) => ({
        namespace: "AWS/Firehose",
        name,
        dimensions: { DeliveryStreamName: deliveryStreamName },
        value,
        at: now,
      }));
    });
  }
}
