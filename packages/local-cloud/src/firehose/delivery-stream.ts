import type { Clock } from "../clock";
import { type BufferDelivery, DeliveryStoppedError } from "./buffer-delivery";
import type { DeliveredObject } from "./delivered-objects";
import type { BufferedRecord, ErrorOutputType, RoutedRecord } from "./delivery-buffer";
import { DeliveryBuffers } from "./delivery-buffers";
import type { DestinationSettings } from "./destination-settings";
import { deAggregate } from "./de-aggregation";
import { extractMetadata } from "./metadata-extraction";
import { queryKeysOf } from "./prefix";

/** Milliseconds for which incoming records are gathered, so that jq runs over many at once. */
const INTAKE_MILLISECONDS = 200;
/** Bytes at which gathered records are processed without further delay, which also holds the producer back. */
const INTAKE_BYTES = 4 * 1024 * 1024;

/** What a delivery stream needs of its engine. */
export interface DeliveryStreamContext {
  readonly clock: Clock;
  readonly delivery: BufferDelivery;
  readonly stopped: AbortSignal;
  readonly onError: (error: Error) => void;
}

interface IntakeBatch {
  readonly settings: DestinationSettings;
  readonly records: BufferedRecord[];
}

/** The records of one delivery stream from their arrival until S3 has them. */
export class DeliveryStream {
  /** Records that the processors have not yet seen. */
  private readonly intake: IntakeBatch[] = [];
  private intakeBytes = 0;
  private gathering = false;
  private processing: Promise<void> = Promise.resolve();
  private readonly buffers: DeliveryBuffers;
  private readonly errorRecords: Partial<Record<ErrorOutputType, number>> = {};
  private recordsReceived = 0;
  private objectsDelivered = 0;
  private recordsDelivered = 0;

  constructor(
    private readonly name: string,
    private readonly context: DeliveryStreamContext,
  ) {
    this.buffers = new DeliveryBuffers({
      clock: context.clock,
      delivery: context.delivery,
      gather: () => this.process(),
      delivered: (object) => {
        this.count(object);
      },
      inBackground: (task) => {
        this.inBackground(task);
      },
    });
  }

  /** Takes records; resolves at once unless so many wait already that they are processed first. */
  async accept(settings: DestinationSettings, data: readonly Uint8Array[]): Promise<void> {
    const arrival = this.context.clock.now();
    const records = data.map((record) => ({ data: record, arrival }));
    const last = this.intake.at(-1);
    if (last?.settings === settings) {
      last.records.push(...records);
    } else {
      this.intake.push({ settings, records });
    }
    this.recordsReceived += records.length;
    this.intakeBytes += bytesOf(records);
    if (this.intakeBytes >= INTAKE_BYTES) {
      await this.process();
    } else if (!this.gathering) {
      this.gathering = true;
      this.inBackground(this.processAfterIntake());
    }
  }

  /**
   * Delivers everything; resolves when it is in S3.
   *
   * @throws DeliveryStoppedError when the engine is stopped before.
   */
  async flush(): Promise<void> {
    await this.process();
    await this.buffers.flush();
  }

  /** Ends the waits of all buffers. */
  dropTimers(): void {
    this.buffers.dropTimers();
  }

  statistics(): FirehoseStatistics {
    const buffers = this.buffers.undelivered;
    const gathered = this.intake.reduce((count, { records }) => count + records.length, 0);
    return {
      deliveryStreamName: this.name,
      recordsReceived: this.recordsReceived,
      recordsBuffered: buffers.reduce((count, { records }) => count + records.length, gathered),
      bytesBuffered: buffers.reduce((sum, { bytes }) => sum + bytes, this.intakeBytes),
      oldestArrival: [
        ...this.intake.flatMap(({ records: [first] }) => first?.arrival ?? []),
        ...buffers.map((buffer) => buffer.oldestArrival),
      ].sort((left, right) => left - right)[0],
      activePartitions: this.buffers.activePartitions().size,
      objectsDelivered: this.objectsDelivered,
      recordsDelivered: this.recordsDelivered,
      errorRecords: { ...this.errorRecords },
    };
  }

  private async processAfterIntake(): Promise<void> {
    await this.context.clock.sleep(INTAKE_MILLISECONDS, this.context.stopped);
    this.gathering = false;
    if (!this.context.stopped.aborted) {
      await this.process();
    }
  }

  /** Puts everything that was gathered into buffers; calls follow one another, so records keep their order. */
  private process(): Promise<void> {
    const processed = this.processing.then(() => this.processIntake());
    this.processing = processed.catch(() => undefined);
    return processed;
  }

  private async processIntake(): Promise<void> {
    for (let batch = this.intake[0]; batch !== undefined; batch = this.intake[0]) {
      const { settings, records } = batch;
      const taken = records.slice();
      const routed = await routeRecords(settings, taken);
      // Only now, so that a batch whose processing failed is still there; more may have come to it meanwhile.
      records.splice(0, taken.length);
      this.intakeBytes -= bytesOf(taken);
      if (records.length === 0) {
        this.intake.shift();
      }
      this.buffers.add(settings, routed);
    }
  }

  private count({ errorType, records }: DeliveredObject): void {
    if (errorType === undefined) {
      this.objectsDelivered += 1;
      this.recordsDelivered += records;
    } else {
      this.errorRecords[errorType] = (this.errorRecords[errorType] ?? 0) + records;
    }
  }

  private inBackground(task: Promise<void>): void {
    task.catch((error: unknown) => {
      if (!(error instanceof DeliveryStoppedError)) {
        this.context.onError(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }
}

function bytesOf(records: readonly BufferedRecord[]): number {
  return records.reduce((bytes, { data }) => bytes + data.byteLength, 0);
}

/** What a delivery stream holds and has delivered since the engine started. */
export interface FirehoseStatistics {
  readonly deliveryStreamName: string;
  /** Records that producers put, before de-aggregation. */
  readonly recordsReceived: number;
  /** Records that are not yet in S3; those that were not yet de-aggregated count as one. */
  readonly recordsBuffered: number;
  /** Bytes of incoming data that are not yet in S3. */
  readonly bytesBuffered: number;
  /** When the oldest record that is not yet in S3 arrived, milliseconds since the Unix epoch; undefined without one. */
  readonly oldestArrival: number | undefined;
  /** Partitions with a buffer that is not yet in S3. */
  readonly activePartitions: number;
  /** Objects under `Prefix`. */
  readonly objectsDelivered: number;
  /** Records in these objects, after de-aggregation. */
  readonly recordsDelivered: number;
  /** Records under `ErrorOutputPrefix`, by error output type; a type that did not occur is absent. */
  readonly errorRecords: Readonly<Partial<Record<ErrorOutputType, number>>>;
}

const NO_KEYS: ReadonlyMap<string, string> = new Map();

/**
 * Runs the processors over incoming records: de-aggregation first, then the extraction of partition keys, over all of
 * them at once.
 */
export async function routeRecords(
  settings: DestinationSettings,
  records: readonly BufferedRecord[],
): Promise<RoutedRecord[]> {
  const { deAggregation, partitionQuery } = settings;
  const separated =
    deAggregation === undefined
      ? records
      : records.flatMap(({ data, arrival }) =>
          deAggregate(data, deAggregation).map((part) => ({ data: part, arrival })),
        );
  if (partitionQuery === undefined) {
    return separated.map((record) => ({ record, keys: NO_KEYS }));
  }
  const needed = queryKeysOf(settings.prefix);
  const extractions = await extractMetadata(
    partitionQuery,
    separated.map(({ data }) => data),
  );
  return separated.map((record, index) => {
    const extraction = extractions[index] ?? { keys: NO_KEYS };
    const missing = "keys" in extraction ? needed.find((key) => !extraction.keys.has(key)) : undefined;
    return missing === undefined
      ? { record, ...extraction }
      : {
          record,
          errorCode: "DynamicPartitioning.MetadataExtractionFailed",
          errorMessage: `partitionKeys values must not be null or empty: the query makes no key ${missing}`,
        };
  });
}
