import {
  DescribeDeliveryStreamCommand,
  ListDeliveryStreamsCommand,
  type DescribeDeliveryStreamCommandOutput,
  type ListDeliveryStreamsCommandOutput,
} from "@aws-sdk/client-firehose";
import { GetRecordsCommand, GetShardIteratorCommand, type Shard } from "@aws-sdk/client-kinesis";
import type { Clock } from "../clock";
import { type KinesisReadingClient, isClosed, listShards, readableShards } from "../kinesis-poller/shards";
import { kplUserRecords } from "./kpl-user-records";

/** Milliseconds between two looks at the delivery streams and their sources. */
export const REFRESH_MILLISECONDS = 1000;

/** The part of a Firehose client that is needed; the SDK's `FirehoseClient` fits. */
export interface DeliveryStreamListing {
  send(command: ListDeliveryStreamsCommand): Promise<ListDeliveryStreamsCommandOutput>;
  send(command: DescribeDeliveryStreamCommand): Promise<DescribeDeliveryStreamCommandOutput>;
}

export interface KinesisSourcesOptions {
  readonly firehose: DeliveryStreamListing;
  /** Reads a stream as the role that its delivery stream names. */
  readonly clientsOf: (roleArn: string) => { readonly kinesis: KinesisReadingClient };
  /** The engine that delivers. */
  readonly take: TakeRecords;
  readonly clock: Clock;
  /** Called for a stream that could not be read; it is tried again. */
  readonly onError: (error: Error) => void;
}

/** What one delivery stream has read of its source. */
export interface SourceStatistics {
  readonly deliveryStreamName: string;
  readonly recordsRead: number;
}

/**
 * Does what Firehose does for delivery streams whose source is a Kinesis stream: reads it, and hands the records to the
 * delivery stream. Sources are read back from what was deployed.
 */
export class KinesisSources {
  private readonly sources = new Map<string, KinesisSource>();
  private readonly abort = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly options: KinesisSourcesOptions) {}

  /** Starts to read. A second call does nothing. */
  start(): void {
    this.running ??= this.run();
  }

  /** Stops, for good. What was read is with the delivery streams by then. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.running;
  }

  /** Reads all that the sources hold now; resolves when the delivery streams have it. @throws what a reading throws */
  async readToEnd(): Promise<void> {
    await this.follow();
    await Promise.all([...this.sources.values()].map((source) => source.readToEnd()));
  }

  statistics(): SourceStatistics[] {
    return [...this.sources.values()].map(({ settings, recordsRead }) => ({
      deliveryStreamName: settings.deliveryStreamName,
      recordsRead,
    }));
  }

  private async run(): Promise<void> {
    const { clock, onError } = this.options;
    while (!this.abort.signal.aborted) {
      try {
        await this.readToEnd();
      } catch (error) {
        // What is destroyed goes one after the other: a source may go before its delivery stream.
        const cause = error instanceof Error ? error : new Error(String(error));
        if (cause.name !== "ResourceNotFoundException") {
          onError(
            new Error(`The source of a delivery stream could not be read and is tried again: ${cause.message}`, {
              cause,
            }),
          );
        }
      }
      await clock.sleep(REFRESH_MILLISECONDS, this.abort.signal);
    }
  }

  private async follow(): Promise<void> {
    const names = await this.deliveryStreamNames();
    for (const name of [...this.sources.keys()].filter((known) => !names.includes(known))) this.sources.delete(name);
    for (const name of names) {
      const settings = await this.settingsOf(name);
      const known = this.sources.get(name)?.settings;
      if (settings === undefined) {
        this.sources.delete(name);
      } else if (
        known?.streamName !== settings.streamName ||
        known.roleArn !== settings.roleArn ||
        known.startsAt.getTime() !== settings.startsAt.getTime()
      ) {
        // Also one that was destroyed and made again under the same name.
        this.sources.set(
          name,
          new KinesisSource(settings, this.options.clientsOf(settings.roleArn).kinesis, this.options.take),
        );
      }
    }
  }

  private async deliveryStreamNames(): Promise<string[]> {
    const names: string[] = [];
    let answer: ListDeliveryStreamsCommandOutput;
    do {
      answer = await this.options.firehose.send(
        new ListDeliveryStreamsCommand({
          DeliveryStreamType: "KinesisStreamAsSource",
          ExclusiveStartDeliveryStreamName: names.at(-1),
        }),
      );
      names.push(...(answer.DeliveryStreamNames ?? []));
    } while (answer.HasMoreDeliveryStreams === true && (answer.DeliveryStreamNames ?? []).length > 0);
    return names;
  }

  private async settingsOf(deliveryStreamName: string): Promise<SourceSettings | undefined> {
    const { DeliveryStreamDescription: stream } = await this.options.firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: deliveryStreamName }),
    );
    const source = stream?.Source?.KinesisStreamSourceDescription;
    const streamName = source?.KinesisStreamARN?.split("stream/")[1];
    if (streamName === undefined || stream?.DeliveryStreamStatus !== "ACTIVE") return undefined;
    return {
      deliveryStreamName,
      streamName,
      roleArn: source?.RoleARN ?? "",
      startsAt: source?.DeliveryStartTimestamp ?? stream.CreateTimestamp ?? new Date(this.options.clock.now()),
    };
  }
}

/** Most records of one GetRecords. */
const READ_LIMIT = 10_000;

/** A delivery stream that reads a Kinesis stream. */
export interface SourceSettings {
  readonly deliveryStreamName: string;
  readonly streamName: string;
  /** Role that reads it. */
  readonly roleArn: string;
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
          records.flatMap(({ Data }) => kplUserRecords(Data ?? new Uint8Array())),
        );
        this.read += records.length;
        position.lastRead = records.at(-1)?.SequenceNumber;
      }
      const atEnd = !isClosed(shard) && records.length === 0 && (answer.MillisBehindLatest ?? 0) === 0;
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
