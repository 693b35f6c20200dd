import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";

/** Where a mapping starts to read a stream that it has not read before. */
export type StartingPosition =
  | { readonly type: "TRIM_HORIZON" }
  | { readonly type: "LATEST" }
  | { readonly type: "AT_TIMESTAMP"; readonly timestamp: Date };

/** What the poller needs to know of one event source mapping, defaults filled in. */
export interface MappingSettings {
  readonly uuid: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly streamName: string;
  readonly streamArn: string;
  /** False while the mapping is disabled: reading pauses, the checkpoint stays. */
  readonly enabled: boolean;
  readonly startingPosition: StartingPosition;
  /** Records per batch at most: 1 to 10,000, default 100. */
  readonly batchSize: number;
  /** Milliseconds to gather a batch: 0 to 300,000, default 0. */
  readonly batchingWindowMillis: number;
  /** Concurrent batches per shard: 1 to 10, default 1. */
  readonly parallelizationFactor: number;
  readonly reportBatchItemFailures: boolean;
  readonly bisectBatchOnFunctionError: boolean;
  /** 0 to 10,000, or -1 (default): without end. */
  readonly maximumRetryAttempts: number;
  /** 60 to 604,800, or -1 (default): records never become too old. */
  readonly maximumRecordAgeSeconds: number;
  /** Bucket for invocation records of discarded batches; undefined when the mapping has no on-failure destination. */
  readonly onFailureBucket: string | undefined;
}

const PAUSED_STATES = new Set(["Disabled", "Disabling", "Deleting"]);
const ARN = {
  kinesis: /^arn:[^:]+:kinesis:/,
  stream: /^arn:[^:]+:kinesis:[^:]*:[^:]*:stream\/([\w.-]+)$/,
  bucket: /^arn:[^:]+:s3:::(.+)$/,
};

/** Whether a mapping reads a Kinesis data stream: those of queues and other sources are not the Kinesis poller's. */
export function readsKinesis(configuration: EventSourceMappingConfiguration): boolean {
  return ARN.kinesis.test(configuration.EventSourceArn ?? "");
}

/**
 * Reads the settings of a mapping.
 *
 * @throws Error that names the mapping when it uses something the local cloud does not do (a filter, a tumbling window, a
 * stream consumer, an on-failure destination other than S3), or a value that AWS would refuse.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
 */
export function mappingSettings(configuration: EventSourceMappingConfiguration): MappingSettings {
  const uuid = configuration.UUID ?? "(without UUID)";
  const refuse = (reason: string): never => {
    throw new Error(
      `Event source mapping ${uuid} (${configuration.EventSourceArn ?? "no source"} -> ${configuration.FunctionArn ?? "no function"}) is not polled: ${reason}`,
    );
  };
  const inRange = (
    name: string,
    value: number | undefined,
    fallback: number,
    minimum: number,
    maximum: number,
  ): number => {
    const number = value ?? fallback;
    if (number === fallback || (number >= minimum && number <= maximum)) return number;
    return refuse(`${name} is ${number}, it must be from ${minimum} to ${maximum}${fallback === -1 ? ", or -1" : ""}.`);
  };

  if ((configuration.FilterCriteria?.Filters ?? []).length > 0) {
    refuse("it has FilterCriteria, which the local cloud does not evaluate. Filter in the function, or test on AWS.");
  }
  if ((configuration.TumblingWindowInSeconds ?? 0) > 0) {
    refuse("it has TumblingWindowInSeconds, which the local cloud does not do. Set it to 0, or test on AWS.");
  }
  const streamArn = configuration.EventSourceArn ?? "";
  const streamName =
    ARN.stream.exec(streamArn)?.[1] ??
    refuse(
      "its source is no stream ARN (enhanced fan-out consumers are not supported). Use arn:aws:kinesis:<region>:<account>:stream/<name>.",
    );
  const functionArn = configuration.FunctionArn ?? refuse("it has no FunctionArn. Deploy the function first.");
  const functionName = functionArn.split(":")[6] ?? refuse(`"${functionArn}" is not the ARN of a function.`);
  const destination = configuration.DestinationConfig?.OnFailure?.Destination;
  const onFailureBucket = destination ? ARN.bucket.exec(destination)?.[1] : undefined;
  if (destination && onFailureBucket === undefined) {
    refuse(
      `its on-failure destination is "${destination}". The local cloud delivers to S3 only, the one that keeps the payload: use a bucket ARN.`,
    );
  }

  return {
    uuid,
    functionName,
    functionArn,
    streamName,
    streamArn,
    enabled: !PAUSED_STATES.has(configuration.State ?? "Enabled"),
    startingPosition: startingPosition(configuration) ?? refuse(positionRule(configuration)),
    batchSize: inRange("BatchSize", configuration.BatchSize, 100, 1, 10_000),
    batchingWindowMillis:
      1000 * inRange("MaximumBatchingWindowInSeconds", configuration.MaximumBatchingWindowInSeconds, 0, 0, 300),
    parallelizationFactor: inRange("ParallelizationFactor", configuration.ParallelizationFactor, 1, 1, 10),
    reportBatchItemFailures: (configuration.FunctionResponseTypes ?? []).includes("ReportBatchItemFailures"),
    bisectBatchOnFunctionError: configuration.BisectBatchOnFunctionError ?? false,
    maximumRetryAttempts: inRange("MaximumRetryAttempts", configuration.MaximumRetryAttempts, -1, 0, 10_000),
    maximumRecordAgeSeconds: inRange(
      "MaximumRecordAgeInSeconds",
      configuration.MaximumRecordAgeInSeconds,
      -1,
      60,
      604_800,
    ),
    onFailureBucket,
  };
}

function startingPosition(configuration: EventSourceMappingConfiguration): StartingPosition | undefined {
  const type = configuration.StartingPosition;
  if (type === "TRIM_HORIZON" || type === "LATEST") return { type };
  const timestamp = configuration.StartingPositionTimestamp as Date | number | undefined;
  if (type !== "AT_TIMESTAMP" || timestamp === undefined) return undefined;
  // The SDK gives a Date; the API's own JSON, which a source may hand on as it is, has Unix seconds.
  return { type, timestamp: typeof timestamp === "number" ? new Date(timestamp * 1000) : timestamp };
}

function positionRule(configuration: EventSourceMappingConfiguration): string {
  return (
    `StartingPosition is ${configuration.StartingPosition ?? "missing"} and StartingPositionTimestamp is ` +
    `${String(configuration.StartingPositionTimestamp ?? "missing")}. It must be TRIM_HORIZON, LATEST, or AT_TIMESTAMP with a timestamp.`
  );
}
