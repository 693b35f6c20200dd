import { randomUUID } from "node:crypto";

import type { Clock } from "../clock";
import { BufferDelivery, PersistentWriter } from "./buffer-delivery";
import { DeliveryStream, type FirehoseStatistics } from "./delivery-stream";
import {
  DeployedDeliveryStreams,
  DeployedTables,
  type DeliveryStreamCatalog,
  type DeployedDeliveryStream,
  type ObjectStore,
  type TableCatalog,
} from "./deployed-resources";
import type { DestinationSettings } from "./destination-settings";
import type { DirectPutQuotas } from "../quotas/direct-put-quota";
import { checkPutLimits, OVER_QUOTA, type PutRecordOutcome, PutRefusedError } from "./put-records";

/** What the engine works with. */
export interface FirehoseEngineOptions {
  /** Describes the delivery streams; a `FirehoseClient` that points at the emulator. */
  readonly firehose: DeliveryStreamCatalog;
  /** What describes the tables and takes the objects, called as a role of a delivery stream. */
  readonly clientsOf: (roleArn: string) => { readonly glue: TableCatalog; readonly s3: ObjectStore };
  /** Time of arrivals, buffers and retries. */
  readonly clock: Clock;
  /** What is put directly may be refused for its amount. @default - nothing is */
  readonly quotas?: DirectPutQuotas;
  /** Called for every failure that happens outside a call. Default: a warning of the process. */
  readonly onError?: (error: Error) => void;
}

/**
 * The data plane of Firehose, which moto lacks: takes records and delivers them to S3 as the deployed delivery streams
 * and Glue tables say. Test equipment: buffers live in memory.
 */
export class FirehoseEngine {
  private readonly deployed: DeployedDeliveryStreams;
  private readonly tables: DeployedTables;
  private readonly streams = new Map<string, { readonly stream: DeliveryStream; readonly deleted: AbortController }>();
  private deletions = 0;
  private readonly stopping = new AbortController();
  private readonly clock: Clock;
  private readonly onError: (error: Error) => void;

  constructor(private readonly options: FirehoseEngineOptions) {
    this.clock = options.clock;
    this.onError =
      options.onError ??
      ((error) => {
        process.emitWarning(error);
      });
    this.deployed = new DeployedDeliveryStreams(options.firehose, options.clock);
    this.tables = new DeployedTables((role) => options.clientsOf(role).glue, options.clock);
  }

  /**
   * Data plane of PutRecord and PutRecordBatch. The engine keeps the arrays: do not write to them afterwards.
   *
   * @returns one outcome per record, in the same order; every record fails with `ServiceUnavailableException` once the
   * engine is stopped.
   * @throws PutRefusedError with `code` `InvalidArgumentException` (limits, a stream that reads from a source, a
   * destination that the service or this engine would not accept), `ResourceNotFoundException` (unknown stream, or not
   * ACTIVE) or `ServiceUnavailableException` (more calls than the quota).
   * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
   */
  async putRecords(deliveryStreamName: string, records: readonly Uint8Array[]): Promise<PutRecordOutcome[]> {
    checkPutLimits(records);
    const { settings, directPut } = await this.deployedStream(deliveryStreamName);
    if (!directPut) {
      throw new PutRefusedError(
        "InvalidArgumentException",
        `Delivery stream ${deliveryStreamName} reads from a source, and this operation is permitted on DirectPut streams only. Put the records to its source.`,
      );
    }
    const admitted = this.options.quotas
      ? this.options.quotas.admit(deliveryStreamName, records)
      : records.map(() => true);
    if (admitted === undefined) throw new PutRefusedError("ServiceUnavailableException", "Slow down.");
    const outcomes = await this.accept(
      deliveryStreamName,
      settings,
      records.filter((_, index) => admitted[index]),
    );
    return admitted.map((isAdmitted) => (isAdmitted ? outcomes.shift() : undefined) ?? OVER_QUOTA);
  }

  /**
   * Takes records that were read from the stream's source (`KinesisStreamAsSource`); the limits of a put do not apply.
   *
   * @throws PutRefusedError as {@link putRecords} does for a stream that does not exist, is not ACTIVE or cannot deliver.
   */
  async takeSourceRecords(deliveryStreamName: string, records: readonly Uint8Array[]): Promise<PutRecordOutcome[]> {
    const { settings } = await this.deployedStream(deliveryStreamName);
    return this.accept(deliveryStreamName, settings, records);
  }

  /**
   * Delivers everything that is buffered now, as if every buffer's interval had passed; resolves when it is in S3.
   *
   * @param deliveryStreamName default: all delivery streams. A name that never had a record is no error.
   * @throws DeliveryStoppedError when the engine is stopped before S3 has taken everything.
   */
  async flush(deliveryStreamName?: string): Promise<void> {
    const flushed = [...this.streams].filter(
      ([name]) => deliveryStreamName === undefined || name === deliveryStreamName,
    );
    await Promise.all(flushed.map(([, { stream }]) => stream.flush()));
  }

  /** What each delivery stream that had a record holds and has delivered, by name. */
  statistics(): FirehoseStatistics[] {
    return [...this.streams]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, { stream }]) => stream.statistics());
  }

  /** The delivery stream was deleted: what it still buffers is lost, as on AWS, and its role may be gone. */
  drop(deliveryStreamName: string): void {
    const dropped = this.streams.get(deliveryStreamName);
    this.deletions += 1;
    this.deployed.forget(deliveryStreamName);
    this.streams.delete(deliveryStreamName);
    dropped?.deleted.abort();
    dropped?.stream.dropTimers();
  }

  /** Drops the timers and ends the retries. What is not in S3 by then is lost: flush first. */
  stop(): Promise<void> {
    this.stopping.abort();
    for (const { stream } of this.streams.values()) {
      stream.dropTimers();
    }
    return Promise.resolve();
  }

  /** What was asked before a deletion may have been answered after it: it is asked again. */
  private async deployedStream(name: string): Promise<DeployedDeliveryStream> {
    const deletions = this.deletions;
    const deployed = await this.deployed.get(name);
    return deletions === this.deletions ? deployed : this.deployedStream(name);
  }

  private async accept(
    name: string,
    settings: DestinationSettings,
    records: readonly Uint8Array[],
  ): Promise<PutRecordOutcome[]> {
    if (this.stopping.signal.aborted) {
      const outcome = {
        errorCode: "ServiceUnavailableException",
        errorMessage: "The engine is stopped. Start a new one.",
      };
      return records.map(() => outcome);
    }
    const { stream } = this.streams.get(name) ?? this.start(name);
    await stream.accept(settings, records);
    return records.map(() => ({ recordId: randomUUID() }));
  }

  private start(name: string) {
    const { clock, onError, tables, options } = this;
    const deleted = new AbortController();
    const stopped = AbortSignal.any([this.stopping.signal, deleted.signal]);
    const writer = new PersistentWriter((role) => options.clientsOf(role).s3, clock, stopped, onError);
    const delivery = new BufferDelivery(clock, tables, writer, onError);
    const started = { stream: new DeliveryStream(name, { clock, delivery, stopped, onError }), deleted };
    this.streams.set(name, started);
    return started;
  }
}
