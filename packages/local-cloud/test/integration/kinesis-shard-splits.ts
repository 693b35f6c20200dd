import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from "@aws-sdk/client-kinesis";
import { shared } from "./cloud-under-test";

describe("a shard that is split", () => {
  const MIDDLE = String(2n ** 127n);
  const PARENT = "shardId-000000000000";

  async function newStream(kinesis: KinesisClient, StreamName: string): Promise<void> {
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  }

  /** @returns the shard that each record is said to be in */
  async function put(kinesis: KinesisClient, StreamName: string, keys: readonly string[]): Promise<string[]> {
    const { Records = [] } = await kinesis.send(
      new PutRecordsCommand({
        StreamName,
        Records: keys.map((key) => ({ PartitionKey: key, Data: Buffer.from(key) })),
      }),
    );
    return Records.map(({ ShardId = "" }) => ShardId);
  }

  async function split(kinesis: KinesisClient, StreamName: string, ShardToSplit = PARENT, NewStartingHashKey = MIDDLE) {
    await kinesis.send(new SplitShardCommand({ StreamName, ShardToSplit, NewStartingHashKey }));
  }

  /** Everything in a shard from its begin on. */
  async function readAll(kinesis: KinesisClient, StreamName: string, ShardId: string, Limit = 3) {
    const start = await kinesis.send(
      new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
    );
    const keys: string[] = [];
    let children: string[] | undefined;
    let iterator = start.ShardIterator;
    for (let reads = 0; iterator !== undefined && reads < 50; reads += 1) {
      const answer = await kinesis.send(new GetRecordsCommand({ ShardIterator: iterator, Limit }));
      keys.push(...(answer.Records ?? []).map(({ PartitionKey = "" }) => PartitionKey));
      children = answer.ChildShards?.map(({ ShardId: id = "" }) => id);
      iterator = answer.NextShardIterator;
    }
    return { keys, ended: iterator === undefined, children };
  }

  const before = ["a", "b", "c", "d", "e", "f", "g"].map((letter) => `before-${letter}`);
  const after = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map((letter) => `after-${letter}`);

  it("keeps what was put before a split in the closed shard, and what was put after it in the new ones", async () => {
    await newStream(shared.gateway.kinesis, "split");
    await put(shared.gateway.kinesis, "split", before);

    await split(shared.gateway.kinesis, "split");
    const shardIds = await put(shared.gateway.kinesis, "split", after);

    const parent = await readAll(shared.gateway.kinesis, "split", PARENT);
    const low = await readAll(shared.gateway.kinesis, "split", "shardId-000000000001");
    const high = await readAll(shared.gateway.kinesis, "split", "shardId-000000000002");
    expect(parent).toEqual({
      keys: before,
      ended: true,
      children: ["shardId-000000000001", "shardId-000000000002"],
    });
    expect([...low.keys, ...high.keys].sort()).toEqual(after);
    expect([low.keys, high.keys].map(({ length }) => length > 0)).toEqual([true, true]);
    expect([low.ended, high.ended]).toEqual([false, false]);
    expect(new Set(shardIds)).toEqual(new Set(["shardId-000000000001", "shardId-000000000002"]));
    expect(shardIds.filter((id) => id === "shardId-000000000001")).toHaveLength(low.keys.length);
  });

  it("shows the new shards to everybody who asks", async () => {
    await newStream(shared.gateway.kinesis, "shown");
    await split(shared.gateway.kinesis, "shown");

    const { Shards = [] } = await shared.gateway.kinesis.send(new ListShardsCommand({ StreamName: "shown" }));
    const { StreamDescriptionSummary: summary } = await shared.gateway.kinesis.send(
      new DescribeStreamSummaryCommand({ StreamName: "shown" }),
    );

    expect(Shards.map(({ ShardId, ParentShardId }) => [ShardId, ParentShardId])).toEqual([
      [PARENT, undefined],
      ["shardId-000000000001", PARENT],
      ["shardId-000000000002", PARENT],
    ]);
    expect(Shards[0]?.SequenceNumberRange?.EndingSequenceNumber).toBe("0");
    expect(summary?.OpenShardCount).toBe(2);
  });

  it("loses nothing that is put while the shard is split", async () => {
    await newStream(shared.gateway.kinesis, "busy");
    const batches = Array.from({ length: 30 }, (_, batch) =>
      Array.from({ length: 20 }, (__, index) => `${batch}-${index}`),
    );

    const puts = batches.map((batch, index) =>
      index === 10
        ? split(shared.gateway.kinesis, "busy").then(() => put(shared.gateway.kinesis, "busy", batch))
        : put(shared.gateway.kinesis, "busy", batch),
    );
    await Promise.all(puts);

    const shards = [PARENT, "shardId-000000000001", "shardId-000000000002"];
    const read = await Promise.all(shards.map((shardId) => readAll(shared.gateway.kinesis, "busy", shardId, 1000)));
    expect(read.flatMap(({ keys }) => keys).sort()).toEqual(batches.flat().sort());
  });

  it("says that a shard that was split cannot be split again, and that an iterator is none", async () => {
    await newStream(shared.gateway.kinesis, "refused");
    await split(shared.gateway.kinesis, "refused");

    await expect(split(shared.gateway.kinesis, "refused")).rejects.toMatchObject({ name: "InvalidArgumentException" });
    await expect(split(shared.gateway.kinesis, "refused", "shardId-000000000009")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    await expect(
      shared.gateway.kinesis.send(new GetRecordsCommand({ ShardIterator: "nonsense" })),
    ).rejects.toMatchObject({
      name: "InvalidArgumentException",
    });
  });

  // When one of these fails, moto has learned to split: see whether the amendment is still needed.
  describe("moto itself", () => {
    it("still puts records into a shard that is closed, and none into its children", async () => {
      await newStream(shared.emulator.kinesis, "bare");
      await put(shared.emulator.kinesis, "bare", before);
      await split(shared.emulator.kinesis, "bare");

      expect(new Set(await put(shared.emulator.kinesis, "bare", after))).toEqual(new Set([PARENT]));
      expect((await readAll(shared.emulator.kinesis, "bare", "shardId-000000000001")).keys).toEqual([]);
    });

    it("still goes on returning iterators for a closed shard, and names no children", async () => {
      await newStream(shared.emulator.kinesis, "endless");
      await split(shared.emulator.kinesis, "endless");

      expect(await readAll(shared.emulator.kinesis, "endless", PARENT)).toEqual({
        keys: [],
        ended: false,
        children: undefined,
      });
    });
  });
});
