import type { Shard } from "@aws-sdk/client-kinesis";
import { listShards, readableShards, shardStart } from "../../src/kinesis-poller/shards";
import { FakeStream } from "./fake-stream";
import { ManualClock } from "../manual-clock";

function shard(ShardId: string, parents: string[] = [], closed = false): Shard {
  const [ParentShardId, AdjacentParentShardId] = parents;
  const EndingSequenceNumber = closed ? "9" : undefined;
  const SequenceNumberRange = { StartingSequenceNumber: "0", EndingSequenceNumber };
  return { ShardId, ParentShardId, AdjacentParentShardId, HashKeyRange: undefined, SequenceNumberRange };
}

// "you should, after a reshard, always continue to read data from the parent shards until it is exhausted. Only then should you
// begin reading data from the child shards."
// https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html
it("lets a child be read when all its listed parents are drained", () => {
  const shards = [
    shard("a", [], true),
    shard("b", [], true),
    shard("merged", ["a", "b"]),
    shard("orphan", ["expired"]),
  ];
  const readable = (...drained: string[]) => readableShards(shards, (id) => drained.includes(id));
  expect(readable()).toEqual(["a", "b", "orphan"]);
  expect(readable("a")).toEqual(["a", "b", "orphan"]);
  expect(readable("a", "b")).toEqual(["a", "b", "merged", "orphan"]);
});

it("starts a shard that appears later at its beginning, unless the mapping starts at a time", () => {
  const child = shard("child", ["a"]);
  expect(shardStart(child, { type: "LATEST" }, false)).toEqual({ type: "TRIM_HORIZON" });
  expect(shardStart(child, { type: "LATEST" }, true)).toEqual({ type: "LATEST" });
  expect(shardStart(shard("a", [], true), { type: "LATEST" }, true)).toBe("drained");
  const atTime = { type: "AT_TIMESTAMP", timestamp: new Date(0) } as const;
  expect(shardStart(child, atTime, false)).toBe(atTime);
});

it("lists the shards of all pages", async () => {
  const stream = new FakeStream(new ManualClock(), 3);
  expect(await listShards(stream, "events")).toHaveLength(3);
});
