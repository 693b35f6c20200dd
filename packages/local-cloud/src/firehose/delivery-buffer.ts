import type { DestinationSettings } from "./destination-settings";
import type { PrefixPart } from "./prefix";

/** A record that waits for its delivery. */
export interface BufferedRecord {
  readonly data: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly arrival: number;
}

/** A record after the processors: its partition keys, or why it has none. */
export type RoutedRecord =
  | { readonly record: BufferedRecord; readonly keys: ReadonlyMap<string, string> }
  | { readonly record: BufferedRecord; readonly errorCode: string; readonly errorMessage: string };

/**
 * Values of `!{firehose:error-output-type}` that this engine can produce: keys that could not be extracted, more than
 * 500 active partitions, records that could not be converted.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 * @see https://docs.aws.amazon.com/firehose/latest/dev/buffering.html
 */
export type ErrorOutputType = "metadata-extraction-failed" | "format-conversion-failed" | "activePartitionExceeded";

/**
 * Type of records whose partition keys could not be extracted or whose prefix could not be evaluated. The developer guide
 * does not list it: two public projects that run such a stream find their records there. Nothing should depend on the name
 * before an account confirmed it.
 */
export const UNPARTITIONED: ErrorOutputType = "metadata-extraction-failed";

/** A record on its way to the error output. */
export interface FailedRecord {
  readonly data: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly arrival: number;
  /** Milliseconds since the Unix epoch. */
  readonly failure: number;
  readonly errorCode: string;
  readonly errorMessage: string;
}

/** Records that will become one object. It keeps the settings with which its first record came. */
export abstract class DeliveryBuffer<Kept extends BufferedRecord> {
  readonly records: Kept[] = [];
  /** Ends the wait for the buffer's interval. */
  readonly expiry = new AbortController();
  private incomingBytes = 0;

  protected constructor(readonly settings: DestinationSettings) {}

  /** Bytes of incoming data, before any conversion. */
  get bytes(): number {
    return this.incomingBytes;
  }

  /** Arrival of the oldest record, milliseconds since the Unix epoch. */
  get oldestArrival(): number {
    return this.records[0]?.arrival ?? 0;
  }

  /** Whether the incoming data has reached the size at which the buffer is delivered. */
  get isFull(): boolean {
    return this.incomingBytes >= this.settings.bufferBytes;
  }

  add(record: Kept): void {
    this.records.push(record);
    this.incomingBytes += record.data.byteLength;
  }
}

/** Records of one partition; without dynamic partitioning there is only one. */
export class PartitionBuffer extends DeliveryBuffer<BufferedRecord> {
  constructor(
    settings: DestinationSettings,
    /** Same for all records whose prefix evaluates to the same value. */
    readonly partition: string,
    /** The prefix with the partition's keys in it. */
    readonly prefix: readonly PrefixPart[],
  ) {
    super(settings);
  }
}

/** Records that failed for the same reason before they had a partition. */
export class ErrorBuffer extends DeliveryBuffer<FailedRecord> {
  constructor(
    settings: DestinationSettings,
    readonly errorType: ErrorOutputType,
  ) {
    super(settings);
  }
}
