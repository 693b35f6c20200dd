import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  type _Record,
  type GetRecordsCommandOutput,
  type GetShardIteratorCommandOutput,
  type ListShardsCommandOutput,
  type Shard,
} from "@aws-sdk/client-kinesis";
import type { Clock } from "../../src/clock";
import type { KinesisReadingClient } from "../../src/kinesis-poller/shards";

interface FakeShard {
  readonly id: string;
  readonly parents: readonly string[];
  readonly records: (_Record & { readonly SequenceNumber: string; readonly ApproximateArrivalTimestamp: Date })[];
  closed: boolean;
}

type Answer = ListShardsCommandOutput | GetShardIteratorCommandOutput | GetRecordsCommandOutput;

/** A stream in memory that answers the three reading calls as Kinesis does. */
export class FakeStream implements KinesisReadingClient {
  private readonly shards: FakeShard[] = [];
  private sequence = 49_590_338_271_490_256_608_559_692_538_361_571_095n;
  /** Errors that the next calls of GetRecords end with, oldest first. */
  readonly readErrors: Error[] = [];
  /** Every request that was sent, in order. */
  readonly requests: (ListShardsCommand | GetShardIteratorCommand | GetRecordsCommand)[] = [];
  /** So many reads are answered with no record, and as if none were behind, as Kinesis may do anywhere in a shard. */
  emptyReads = 0;

  constructor(
    private readonly clock: Clock,
    shardCount = 1,
  ) {
    for (let index = 0; index < shardCount; index += 1) this.addShard([]);
  }

  /** Adds a shard, closing its parents, and returns its id. */
  addShard(parents: readonly string[]): string {
    const id = `shardId-${String(this.shards.length).padStart(12, "0")}`;
    for (const parent of parents) this.shard(parent).closed = true;
    this.shards.push({ id, parents, records: [], closed: false });
    return id;
  }

  /** Puts a record and returns its sequence number. */
  put(data: string | Buffer, options: { shardId?: string; partitionKey?: string } = {}): string {
    this.sequence += 1n;
    this.shard(options.shardId ?? "shardId-000000000000").records.push({
      Data: Buffer.from(data),
      PartitionKey: options.partitionKey ?? "key",
      SequenceNumber: String(this.sequence),
      ApproximateArrivalTimestamp: new Date(this.clock.now()),
    });
    return String(this.sequence);
  }

  send(command: ListShardsCommand): Promise<ListShardsCommandOutput>;
  send(command: GetShardIteratorCommand): Promise<GetShardIteratorCommandOutput>;
  send(command: GetRecordsCommand): Promise<GetRecordsCommandOutput>;
  send(command: ListShardsCommand | GetShardIteratorCommand | GetRecordsCommand): Promise<Answer> {
    this.requests.push(command);
    try {
      if (command instanceof ListShardsCommand) return Promise.resolve(this.listShards(command));
      if (command instanceof GetShardIteratorCommand) return Promise.resolve(this.getShardIterator(command));
      return Promise.resolve(this.getRecords(command));
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Iterator types that were asked for, in order. */
  iteratorTypes(): (string | undefined)[] {
    return this.requests.flatMap((request) =>
      request instanceof GetShardIteratorCommand ? [request.input.ShardIteratorType] : [],
    );
  }

  /** One shard a page, so that a reader must follow the token. */
  private listShards({ input }: ListShardsCommand): ListShardsCommandOutput {
    const index = Number(input.NextToken ?? 0);
    const Shards = this.shards.slice(index, index + 1).map(toShard);
    const more = index + 1 < this.shards.length ? { NextToken: String(index + 1) } : {};
    return { $metadata: {}, Shards, ...more };
  }

  private getShardIterator({ input }: GetShardIteratorCommand): GetShardIteratorCommandOutput {
    const { records } = this.shard(input.ShardId ?? "");
    const indexes: Record<string, () => number> = {
      TRIM_HORIZON: () => 0,
      LATEST: () => records.length,
      AT_TIMESTAMP: () =>
        records.filter(({ ApproximateArrivalTimestamp: at }) => at < (input.Timestamp ?? new Date(0))).length,
      AFTER_SEQUENCE_NUMBER: () =>
        records.filter(({ SequenceNumber: at }) => BigInt(at) <= BigInt(input.StartingSequenceNumber ?? 0)).length,
    };
    const index = indexes[input.ShardIteratorType ?? ""]?.() ?? 0;
    return { $metadata: {}, ShardIterator: `${input.ShardId ?? ""}/${index}` };
  }

  private getRecords({ input }: GetRecordsCommand): GetRecordsCommandOutput {
    const error = this.readErrors.shift();
    if (error !== undefined) throw error;
    const [shardId = "", index = "0"] = (input.ShardIterator ?? "").split("/");
    const { records, closed } = this.shard(shardId);
    const from = Number(index);
    if (this.emptyReads > 0) {
      this.emptyReads -= 1;
      return { $metadata: {}, Records: [], MillisBehindLatest: 0, NextShardIterator: `${shardId}/${from}` };
    }
    const to = Math.min(records.length, from + (input.Limit ?? 10_000));
    const isAtEnd = closed && to === records.length;
    const MillisBehindLatest = to === records.length ? 0 : 1000;
    const next = isAtEnd ? {} : { NextShardIterator: `${shardId}/${to}` };
    return { $metadata: {}, Records: records.slice(from, to), MillisBehindLatest, ...next };
  }

  private shard(id: string): FakeShard {
    const shard = this.shards.find((candidate) => candidate.id === id);
    if (shard === undefined) throw new Error(`No shard ${id}`);
    return shard;
  }
}

function toShard({ id, parents, closed }: FakeShard): Shard {
  const [ParentShardId, AdjacentParentShardId] = parents;
  return {
    ShardId: id,
    HashKeyRange: { StartingHashKey: "0", EndingHashKey: "1" },
    SequenceNumberRange: { StartingSequenceNumber: "0", ...(closed ? { EndingSequenceNumber: "9" } : {}) },
    ...(ParentShardId === undefined ? {} : { ParentShardId }),
    ...(AdjacentParentShardId === undefined ? {} : { AdjacentParentShardId }),
  };
}
