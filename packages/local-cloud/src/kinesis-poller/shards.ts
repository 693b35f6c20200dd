import {
  ListShardsCommand,
  type Shard,
  type GetRecordsCommand,
  type GetRecordsCommandOutput,
  type GetShardIteratorCommand,
  type GetShardIteratorCommandOutput,
  type ListShardsCommandOutput,
} from "@aws-sdk/client-kinesis";
import type { StartingPosition } from "./mapping-settings";

/** All shards of a stream, closed ones included, as far as Kinesis still keeps them. */
export async function listShards(kinesis: KinesisReadingClient, streamName: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let token: string | undefined;
  do {
    // Kinesis accepts the stream's name only in the first request.
    const answer = await kinesis.send(
      new ListShardsCommand(token === undefined ? { StreamName: streamName } : { NextToken: token }),
    );
    shards.push(...(answer.Shards ?? []));
    token = answer.NextToken;
  } while (token !== undefined);
  return shards;
}

/** Whether a split or merge closed the shard: no record is added to it any more. */
export function isClosed(shard: Shard): boolean {
  return shard.SequenceNumberRange?.EndingSequenceNumber !== undefined;
}

/**
 * Ids of the shards that may be read now: those whose parents are drained, so that records of one partition key stay in order
 * across a split or merge. A parent that Kinesis no longer lists counts as drained.
 *
 * @param isDrained whether everything in a shard is finished.
 * @see https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html
 */
export function readableShards(shards: readonly Shard[], isDrained: (shardId: string) => boolean): string[] {
  const listed = new Set(shards.map(({ ShardId }) => ShardId));
  return shards.flatMap(({ ShardId, ParentShardId, AdjacentParentShardId }) => {
    const waitsFor = [ParentShardId, AdjacentParentShardId].some(
      (parent) => parent !== undefined && listed.has(parent) && !isDrained(parent),
    );
    return ShardId === undefined || waitsFor ? [] : [ShardId];
  });
}

/**
 * Where to start in a shard that the mapping has not read before. `"drained"` stands for a shard that has nothing to offer:
 * with LATEST, one that was closed before the mapping started.
 *
 * @param firstListing true when the mapping has just started; a shard that appears later is the child of one that was read,
 * so nothing in it may be skipped.
 */
export function shardStart(shard: Shard, start: StartingPosition, firstListing: boolean): StartingPosition | "drained" {
  if (start.type !== "LATEST") return start;
  if (!firstListing) return { type: "TRIM_HORIZON" };
  return isClosed(shard) ? "drained" : start;
}

/** The part of a Kinesis client that the poller needs; the SDK's `KinesisClient` fits. */
export interface KinesisReadingClient {
  send(command: ListShardsCommand): Promise<ListShardsCommandOutput>;
  send(command: GetShardIteratorCommand): Promise<GetShardIteratorCommandOutput>;
  send(command: GetRecordsCommand): Promise<GetRecordsCommandOutput>;
}
