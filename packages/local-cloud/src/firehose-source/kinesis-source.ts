import { GetRecordsCommand, GetShardIteratorCommand, type Shard } from "@aws-sdk/client-kinesis";
import type { KinesisReadingClient } from "../kinesis-poller/kinesis-reading-client";
import { isClosed, listShards, readableShards } from "../kinesis-poller/shard-lineage";

/** Most records of one GetRecords. */
const READ_LIMIT = 10_000;

/** A delivery stream that reads a Kinesis stream. */
export interface SourceSettings {
  readonly deliveryStreamName: string;
  readonly streamName: string;
  /** Records that arrived before it are not read. */
  readonly startsAt: Date;
}

/** Takes what was read; a rejection means that it was not taken, and it is read again. */
export type TakeRecords = (deliveryStreamName: string, records: readonly Uint8Array[]) => Promise<unknown>;

interface ShardPosition {
  lastRead: string | undefined;
  drained: boolean;
}

/**
 * Reads the Kinesis stream of one delivery stream: every shard, from the moment on at which the delivery stream was made.
 * A shard that came of a split or merge is read after its parents.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/writing-with-kinesis-streams.html
 */
export class KinesisSource {
  private readonly positions = new Map<string, ShardPosition>();
  private reading: Promise<void> = Promise.resolve();
  private read = 0;

  constructor(
    readonly settings: SourceSettings,
    private readonly kinesis: KinesisReadingClient,
    private readonly take: TakeRecords,
  ) {}

  /** Records that were read and taken. */
  get recordsRead(): number {
    return this.read;
  }

  /** Reads all that the stream holds now; calls follow one another. @throws what Kinesis or the taker throws */
  readToEnd(): Promise<void> {
    const next = this.reading.catch(() => undefined).then(() => this.readShards());
    this.reading = next;
    return next;
  }

  private async readShards(): Promise<void> {
    const shards = await listShards(this.kinesis, this.settings.streamName);
    // Once more for the children of what was drained in this round.
    for (let open = this.open(shards); open.length > 0; open = this.open(shards)) {
      for (const shard of open) await this.readShard(shard);
      if (open.every((shard) => !this.position(shard).drained)) return;
    }
  }

  private open(shards: readonly Shard[]): Shard[] {
    const readable = readableShards(shards, (id) => this.positions.get(id)?.drained ?? false);
    return shards.filter((shard) => readable.includes(shard.ShardId ?? "") && !this.position(shard).drained);
  }

  private position({ ShardId: id = "" }: Shard): ShardPosition {
    const position = this.positions.get(id) ?? { lastRead: undefined, drained: false };
    this.positions.set(id, position);
    return position;
  }

  private async readShard(shard: Shard): Promise<void> {
    const { streamName, deliveryStreamName } = this.settings;
    const position = this.position(shard);
    let iterator = await this.iterator(shard, position);
    while (iterator !== undefined) {
      const answer = await this.kinesis.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: READ_LIMIT }));
      // moto repeats the record that the iterator stands behind.
      const after = position.lastRead === undefined ? undefined : BigInt(position.lastRead);
      const records = (answer.Records ?? []).filter(
        ({ SequenceNumber }) => after === undefined || BigInt(SequenceNumber ?? "0") > after,
      );
      if (records.length > 0) {
        await this.take(
          deliveryStreamName,
          records.map(({ Data }) => Data ?? new Uint8Array()),
        );
        this.read += records.length;
        position.lastRead = records.at(-1)?.SequenceNumber;
      }
      const atEnd = records.length === 0 && (answer.MillisBehindLatest ?? 0) === 0;
      if (atEnd || answer.NextShardIterator === undefined) break;
      iterator = answer.NextShardIterator;
    }
    position.drained = isClosed(shard);
    if (iterator === undefined) throw new Error(`Kinesis gave no iterator of ${streamName}, ${shard.ShardId ?? ""}.`);
  }

  private async iterator({ ShardId }: Shard, { lastRead }: ShardPosition): Promise<string | undefined> {
    const { streamName, startsAt } = this.settings;
    const start =
      lastRead === undefined
        ? ({ ShardIteratorType: "AT_TIMESTAMP", Timestamp: startsAt } as const)
        : ({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: lastRead } as const);
    const { ShardIterator } = await this.kinesis.send(
      new GetShardIteratorCommand({ StreamName: streamName, ShardId, ...start }),
    );
    return ShardIterator;
  }
}
