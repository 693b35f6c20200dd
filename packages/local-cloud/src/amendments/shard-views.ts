import { createHash } from "node:crypto";
import type { Shard } from "@aws-sdk/client-kinesis";

/** One shard as readers and producers see it. After a split several keep their records in one shard of moto. */
export interface ShardView {
  readonly shardId: string;
  readonly parentShardId?: string;
  /** The shard of moto that holds the records. */
  readonly storedIn: string;
  readonly firstHash: bigint;
  readonly lastHash: bigint;
  /** Sequence number after which the records of this shard begin; 0 for all. */
  readonly after: bigint;
  /** Last sequence number of a closed shard; undefined while it is open. */
  readonly until?: bigint;
}

/** What decides the shard of a record. */
export interface RecordKey {
  readonly PartitionKey?: string;
}

/** The shards of one stream since its first split. */
export class ShardViews {
  private readonly views = new Map<string, ShardView>();

  /** @param shards all shards of the stream as moto lists them, none of them split there */
  constructor(shards: readonly Shard[]) {
    for (const { ShardId: shardId = "", HashKeyRange: range } of shards) {
      const firstHash = BigInt(range?.StartingHashKey ?? 0);
      const lastHash = BigInt(range?.EndingHashKey ?? 0);
      this.views.set(shardId, { shardId, storedIn: shardId, firstHash, lastHash, after: 0n });
    }
  }

  find(shardId: string): ShardView | undefined {
    return this.views.get(shardId);
  }

  childrenOf(shardId: string): ShardView[] {
    return [...this.views.values()].filter(({ parentShardId }) => parentShardId === shardId);
  }

  /**
   * Closes a shard and opens two that share its range of hashes.
   *
   * @param lastSequenceNumber highest one in the shard of moto that holds the records
   * @throws Error in the words of Kinesis when the shard is closed, or the hash not inside of its range
   */
  split(shardId: string, newStartingHash: bigint, lastSequenceNumber: bigint): void {
    const parent = this.views.get(shardId);
    if (parent === undefined) throw new Error(`Shard ${shardId} does not exist.`);
    const { storedIn, firstHash, lastHash, until } = parent;
    if (until !== undefined) {
      throw new Error(
        `Shard ${shardId} has already been merged or split, and thus is not eligible for merging or splitting.`,
      );
    }
    if (newStartingHash <= firstHash || newStartingHash > lastHash) {
      throw new Error(
        `NewStartingHashKey ${newStartingHash} used in SplitShard() on shard ${shardId} is not inside of its range, ${firstHash} to ${lastHash}.`,
      );
    }
    this.views.set(shardId, { ...parent, until: lastSequenceNumber });
    const child = { parentShardId: shardId, storedIn, after: lastSequenceNumber };
    this.add({ ...child, firstHash, lastHash: newStartingHash - 1n });
    this.add({ ...child, firstHash: newStartingHash, lastHash });
  }

  /** The open shard that a record goes to, given the shard of moto that took it. */
  openShardOf(storedIn: string, key: RecordKey): ShardView | undefined {
    const hash = hashOfKey(key);
    return [...this.views.values()].find(
      (view) => view.storedIn === storedIn && view.until === undefined && covers(view, hash),
    );
  }

  /** As ListShards and DescribeStream show them. */
  list(): Shard[] {
    return [...this.views.values()].map(({ shardId, parentShardId, firstHash, lastHash, after, until }) => ({
      ShardId: shardId,
      ...(parentShardId !== undefined && { ParentShardId: parentShardId }),
      HashKeyRange: { StartingHashKey: String(firstHash), EndingHashKey: String(lastHash) },
      SequenceNumberRange: {
        StartingSequenceNumber: String(after),
        ...(until !== undefined && { EndingSequenceNumber: String(until) }),
      },
    }));
  }

  private add(view: Omit<ShardView, "shardId">): void {
    const shardId = `shardId-${String(this.views.size).padStart(12, "0")}`;
    this.views.set(shardId, { ...view, shardId });
  }
}

/** Whether a record of the shard of moto belongs to the view. */
export function isRecordOf(view: ShardView, record: RecordKey & { readonly SequenceNumber?: string }): boolean {
  const sequenceNumber = BigInt(record.SequenceNumber ?? 0);
  if (sequenceNumber <= view.after || (view.until !== undefined && sequenceNumber > view.until)) return false;
  // An ExplicitHashKey, of which a reader is told nothing, is refused after the first split: before it there are no children.
  return view.parentShardId === undefined || covers(view, hashOfKey(record));
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html "An MD5 hash function is used to map partition keys to 128-bit integer values" */
export function hashOfKey({ PartitionKey: partitionKey = "" }: RecordKey): bigint {
  return BigInt(`0x${createHash("md5").update(partitionKey).digest("hex")}`);
}

function covers({ firstHash, lastHash }: ShardView, hash: bigint): boolean {
  return firstHash <= hash && hash <= lastHash;
}
