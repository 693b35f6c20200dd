import { createHash } from "node:crypto";
import { GetRecordsCommand, GetShardIteratorCommand, type GetRecordsCommandOutput } from "@aws-sdk/client-kinesis";
import { ChangeNotice, PartitionLane, type ShardContext } from "./partition-lane";
import type { KinesisReadingClient } from "./shards";
import { readRecord, type ReadRecord } from "./record-queue";

/**
 * Pause after an empty read, and before an expired iterator is replaced.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html "Lambda polls shards in your stream for records at a rate of once per second for each shard."
 */
export const POLL_PAUSE_MILLIS = 1000;
/** Pause after any other failed read: longer than the poller takes to see that a mapping is gone. */
const ERROR_PAUSE_MILLIS = 2000;
/** Most records of one GetRecords. */
const READ_LIMIT = 10_000;
/** Reading pauses when this many full batches per lane are unfinished. */
const BATCHES_AHEAD = 2;

/** Answers that are part of reading a stream: not worth a report. */
const EXPECTED_ERRORS = new Set([
  "ExpiredIteratorException",
  "ProvisionedThroughputExceededException",
  "LimitExceededException",
  "KMSThrottlingException",
]);

/** What a reader needs besides what its lanes need. */
export interface ShardReaderContext extends ShardContext {
  readonly kinesis: KinesisReadingClient;
  readonly region: string;
}

/** Reads one shard from its checkpoint on and hands the records to its lanes, one per ParallelizationFactor. */
export class ShardReader {
  private readonly lanes: readonly PartitionLane[];
  private readonly finished = new ChangeNotice();
  private iterator: string | undefined;
  private lastRead: string | undefined;

  constructor(private readonly context: ShardReaderContext) {
    const laneCount = context.settings.parallelizationFactor;
    this.lanes = Array.from(
      { length: laneCount },
      () =>
        new PartitionLane(context, () => {
          this.finished.announce();
        }),
    );
    this.lastRead = context.progress.checkpoint.sequenceNumber;
    context.signal.addEventListener(
      "abort",
      () => {
        this.finished.announce();
      },
      { once: true },
    );
  }

  /** Resolves when the shard is drained, or when the signal aborted and running invocations have ended. */
  async run(): Promise<void> {
    const { signal, progress } = this.context;
    const laneRuns = Promise.all(this.lanes.map((lane) => lane.run()));
    await Promise.race([laneRuns, this.readToEnd()]);
    for (const lane of this.lanes) lane.close();
    await laneRuns;
    if (signal.aborted) progress.rewind();
    else progress.drained = true;
  }

  private async readToEnd(): Promise<void> {
    const { signal, clock } = this.context;
    while (!signal.aborted) {
      const changed = this.finished.changed();
      const room = this.room();
      if (room <= 0) {
        await changed;
        continue;
      }
      const answer = await this.getRecords(room);
      if (answer === undefined) continue;
      const records = this.accept(answer);
      this.iterator = answer.NextShardIterator;
      // The end of a closed shard. An empty answer is none, and not behind says little: both come before a last record, too.
      if (this.iterator === undefined) return;
      if (records.length === 0) await clock.sleep(POLL_PAUSE_MILLIS, signal);
    }
  }

  private room(): number {
    const { settings, progress } = this.context;
    return settings.batchSize * BATCHES_AHEAD * this.lanes.length - progress.checkpoint.unfinished;
  }

  /** Undefined when the read failed: it is tried again with a new iterator. */
  private async getRecords(limit: number): Promise<GetRecordsCommandOutput | undefined> {
    const { kinesis, settings, progress, clock, signal, onError } = this.context;
    try {
      this.iterator ??= await this.getShardIterator();
      return await kinesis.send(
        new GetRecordsCommand({ ShardIterator: this.iterator, Limit: Math.min(limit, READ_LIMIT) }),
      );
    } catch (error) {
      this.iterator = undefined;
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      await clock.sleep(name === "ExpiredIteratorException" ? POLL_PAUSE_MILLIS : ERROR_PAUSE_MILLIS, signal);
      // A mapping that was deleted in the meantime, before its stream, has nothing to complain of.
      if (!EXPECTED_ERRORS.has(name) && !signal.aborted) {
        const where = `Event source mapping ${settings.uuid}: stream ${settings.streamName}, ${progress.shardId}`;
        onError(new Error(`${where} could not be read and is tried again: ${message}`, { cause: error }));
      }
      return undefined;
    }
  }

  private async getShardIterator(): Promise<string> {
    const { kinesis, settings, progress, clock } = this.context;
    const start = progress.startingPosition;
    const position =
      this.lastRead !== undefined
        ? ({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: this.lastRead } as const)
        : start.type === "AT_TIMESTAMP"
          ? ({ ShardIteratorType: start.type, Timestamp: start.timestamp } as const)
          : ({ ShardIteratorType: start.type } as const);
    const latestIs = new Date(clock.now());
    const { ShardIterator: iterator } = await kinesis.send(
      new GetShardIteratorCommand({ StreamName: settings.streamName, ShardId: progress.shardId, ...position }),
    );
    if (iterator === undefined) throw new Error("GetShardIterator returned no ShardIterator.");
    // A second LATEST would skip what arrived since the first.
    if (start.type === "LATEST") progress.startingPosition = { type: "AT_TIMESTAMP", timestamp: latestIs };
    return iterator;
  }

  private accept(answer: GetRecordsCommandOutput): ReadRecord[] {
    const { settings, progress, region } = this.context;
    const after = this.lastRead === undefined ? undefined : BigInt(this.lastRead);
    const records = (answer.Records ?? [])
      .map((record) => readRecord(record, progress.shardId, settings, region))
      .filter(({ sequenceNumber }) => after === undefined || BigInt(sequenceNumber) > after);
    progress.recordsWereRead(
      records.map(({ sequenceNumber }) => sequenceNumber),
      answer.MillisBehindLatest ?? 0,
    );
    this.lastRead = records.at(-1)?.sequenceNumber ?? this.lastRead;
    this.lanes.forEach((lane, index) => {
      const own = records.filter(({ partitionKey }) => laneOf(partitionKey, this.lanes.length) === index);
      if (own.length > 0) lane.add(own);
    });
    return records;
  }
}

/** Records of one partition key always take the same lane, which keeps them in order. */
function laneOf(partitionKey: string, laneCount: number): number {
  if (laneCount === 1) return 0;
  return createHash("md5").update(partitionKey).digest().readUInt32BE(0) % laneCount;
}
