import type { StartingPosition } from "./mapping-settings";

/** Figures of one shard of one mapping. */
export interface ShardStatistics {
  readonly mappingUuid: string;
  readonly shardId: string;
  readonly recordsRead: number;
  /** Records that left the poller for good: succeeded or discarded. */
  readonly recordsFinished: number;
  /** Records of `recordsFinished` whose retries or age were used up; they are at the on-failure destination, if there is one. */
  readonly recordsDiscarded: number;
  /** Records that a running invocation holds. */
  readonly recordsInFlight: number;
  readonly retries: number;
  readonly bisections: number;
  /** Discarded batches that the on-failure destination did not take. */
  readonly failedDestinationDeliveries: number;
  /** Of the last record that was read. */
  readonly lastSequenceNumber: string | undefined;
  /** Up to here everything is finished. */
  readonly checkpoint: string | undefined;
  /** How the last invocation that failed as a whole ended, `Sandbox.Timedout: ...` for one; undefined while none has. */
  readonly lastFunctionError: string | undefined;
  /** As the last GetRecords reported it; undefined before the first. */
  readonly millisBehindLatest: number | undefined;
  /** True when nothing that was read is unfinished and the last GetRecords was empty, or when the shard is drained. */
  readonly idle: boolean;
  /** True when the shard is closed and everything in it is finished. */
  readonly drained: boolean;
}

/** What the poller remembers of a shard for as long as its mapping lives, also while the mapping is disabled. */
export class ShardProgress {
  readonly checkpoint = new Checkpoint();
  readonly counts = { read: 0, finished: 0, discarded: 0, inFlight: 0, retries: 0, bisections: 0, failedDeliveries: 0 };
  lastSequenceNumber: string | undefined;
  millisBehindLatest: number | undefined;
  lastReadWasEmpty = false;
  lastFunctionError: string | undefined;
  drained = false;

  /** @param startingPosition where to read from while there is no checkpoint. */
  constructor(
    readonly mappingUuid: string,
    readonly shardId: string,
    public startingPosition: StartingPosition,
  ) {}

  /** Notes what one GetRecords returned. */
  recordsWereRead(sequenceNumbers: readonly string[], millisBehindLatest: number): void {
    this.checkpoint.read(sequenceNumbers);
    this.counts.read += sequenceNumbers.length;
    this.lastSequenceNumber = sequenceNumbers.at(-1) ?? this.lastSequenceNumber;
    this.lastReadWasEmpty = sequenceNumbers.length === 0;
    this.millisBehindLatest = millisBehindLatest;
  }

  /** Notes records that ended. */
  recordsEnded(records: readonly { readonly sequenceNumber: string }[], how: "succeeded" | "discarded"): void {
    this.checkpoint.finish(records.map(({ sequenceNumber }) => sequenceNumber));
    this.counts.finished += records.length;
    if (how === "discarded") this.counts.discarded += records.length;
  }

  /** Reading stops here and will go on from the checkpoint: what lies beyond it will be read, and counted, again. */
  rewind(): void {
    const { read, finished } = this.checkpoint.rewind();
    this.counts.read -= read;
    this.counts.finished -= finished;
    this.lastSequenceNumber = this.checkpoint.sequenceNumber;
    if (read > 0) this.lastReadWasEmpty = false;
  }

  /** The figures at this moment. */
  statistics(): ShardStatistics {
    return {
      mappingUuid: this.mappingUuid,
      shardId: this.shardId,
      recordsRead: this.counts.read,
      recordsFinished: this.counts.finished,
      recordsDiscarded: this.counts.discarded,
      recordsInFlight: this.counts.inFlight,
      retries: this.counts.retries,
      bisections: this.counts.bisections,
      failedDestinationDeliveries: this.counts.failedDeliveries,
      lastSequenceNumber: this.lastSequenceNumber,
      checkpoint: this.checkpoint.sequenceNumber,
      lastFunctionError: this.lastFunctionError,
      millisBehindLatest: this.millisBehindLatest,
      idle: this.drained || (this.checkpoint.unfinished === 0 && this.lastReadWasEmpty),
      drained: this.drained,
    };
  }
}

/**
 * How far a shard has been processed. Batches of one shard may finish out of order (ParallelizationFactor); the checkpoint
 * only moves over records that are all finished.
 */
export class Checkpoint {
  private order: string[] = [];
  private head = 0;
  private readonly finished = new Set<string>();
  private lastFinished: string | undefined;

  /** Sequence number up to which everything is finished; undefined when nothing is. */
  get sequenceNumber(): string | undefined {
    return this.lastFinished;
  }

  /** Number of records that were read and are not finished. */
  get unfinished(): number {
    return this.order.length - this.head - this.finished.size;
  }

  /** Notes records that were read, in reading order. */
  read(sequenceNumbers: readonly string[]): void {
    for (const sequenceNumber of sequenceNumbers) this.order.push(sequenceNumber);
  }

  /** Notes records that ended: they succeeded or were discarded. */
  finish(sequenceNumbers: readonly string[]): void {
    for (const sequenceNumber of sequenceNumbers) this.finished.add(sequenceNumber);
    for (
      let next = this.order[this.head];
      next !== undefined && this.finished.delete(next);
      next = this.order[this.head]
    ) {
      this.lastFinished = next;
      this.head += 1;
    }
    if (this.head > 10_000) {
      this.order = this.order.slice(this.head);
      this.head = 0;
    }
  }

  /**
   * Gives up what was read beyond the checkpoint, because it will be read again.
   *
   * @returns how many records had been read, and how many of them had ended.
   */
  rewind(): { readonly read: number; readonly finished: number } {
    const rewound = { read: this.order.length - this.head, finished: this.finished.size };
    this.order = [];
    this.head = 0;
    this.finished.clear();
    return rewound;
  }
}
