import type { ErrorOutputType } from "./error-output";

/** What a delivery stream holds and has delivered since the engine started. */
export interface FirehoseStatistics {
  readonly deliveryStreamName: string;
  /** Records that producers put, before de-aggregation. */
  readonly recordsReceived: number;
  /** Records that are not yet in S3; those that were not yet de-aggregated count as one. */
  readonly recordsBuffered: number;
  /** Bytes of incoming data that are not yet in S3. */
  readonly bytesBuffered: number;
  /** Partitions with a buffer that is not yet in S3. */
  readonly activePartitions: number;
  /** Objects under `Prefix`. */
  readonly objectsDelivered: number;
  /** Records in these objects, after de-aggregation. */
  readonly recordsDelivered: number;
  /** Records under `ErrorOutputPrefix`, by error output type; a type that did not occur is absent. */
  readonly errorRecords: Readonly<Partial<Record<ErrorOutputType, number>>>;
}
