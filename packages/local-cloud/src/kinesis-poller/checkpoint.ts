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
