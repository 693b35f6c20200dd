import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { KinesisShardSplits } from "../../src/amendments/kinesis-streams";
import { startGateway } from "../../src/gateway/gateway";
import type { LoopbackServer } from "../../src/gateway/loopback-server";
import { connectUpstream, type Upstream } from "../../src/gateway/upstream";
import { startMotoServer, type MotoServer } from "../../src/moto-server";

jest.setTimeout(120_000);

const MIDDLE = String(2n ** 127n);
const PARENT = "shardId-000000000000";
const folder = mkdtempSync(path.join(tmpdir(), "shard-splits-"));
let moto: MotoServer;
let upstream: Upstream;
let gateway: LoopbackServer;
let amended: KinesisClient;
let emulator: KinesisClient;

beforeAll(async () => {
  moto = await startMotoServer({ accountId: "111111111111", folder, onProgress: () => undefined });
  upstream = connectUpstream(moto.port);
  gateway = await startGateway({
    amendments: [new KinesisShardSplits()],
    forward: upstream.forward,
    onRefused: () => undefined,
  });
  amended = client(gateway.endpoint);
  emulator = client(`http://127.0.0.1:${moto.port}`);
});

afterAll(async () => {
  amended.destroy();
  emulator.destroy();
  await gateway.close();
  upstream.close();
  await moto.stop();
  rmSync(folder, { recursive: true });
});

function client(endpoint: string): KinesisClient {
  return new KinesisClient({
    endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler: new NodeHttpHandler(),
  });
}

async function newStream(kinesis: KinesisClient, StreamName: string): Promise<void> {
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
}

/** @returns the shard that each record is said to be in */
async function put(kinesis: KinesisClient, StreamName: string, keys: readonly string[]): Promise<string[]> {
  const { Records = [] } = await kinesis.send(
    new PutRecordsCommand({ StreamName, Records: keys.map((key) => ({ PartitionKey: key, Data: Buffer.from(key) })) }),
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
  await newStream(amended, "split");
  await put(amended, "split", before);

  await split(amended, "split");
  const shardIds = await put(amended, "split", after);

  const parent = await readAll(amended, "split", PARENT);
  const low = await readAll(amended, "split", "shardId-000000000001");
  const high = await readAll(amended, "split", "shardId-000000000002");
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
  await newStream(amended, "shown");
  await split(amended, "shown");

  const { Shards = [] } = await amended.send(new ListShardsCommand({ StreamName: "shown" }));
  const { StreamDescriptionSummary: summary } = await amended.send(
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
  await newStream(amended, "busy");
  const batches = Array.from({ length: 30 }, (_, batch) =>
    Array.from({ length: 20 }, (__, index) => `${batch}-${index}`),
  );

  const puts = batches.map((batch, index) =>
    index === 10 ? split(amended, "busy").then(() => put(amended, "busy", batch)) : put(amended, "busy", batch),
  );
  await Promise.all(puts);

  const shards = [PARENT, "shardId-000000000001", "shardId-000000000002"];
  const read = await Promise.all(shards.map((shardId) => readAll(amended, "busy", shardId, 1000)));
  expect(read.flatMap(({ keys }) => keys).sort()).toEqual(batches.flat().sort());
});

it("says that a shard that was split cannot be split again, and that an iterator is none", async () => {
  await newStream(amended, "refused");
  await split(amended, "refused");

  await expect(split(amended, "refused")).rejects.toMatchObject({ name: "InvalidArgumentException" });
  await expect(split(amended, "refused", "shardId-000000000009")).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await expect(amended.send(new GetRecordsCommand({ ShardIterator: "nonsense" }))).rejects.toMatchObject({
    name: "InvalidArgumentException",
  });
});

// When one of these fails, moto has learned to split: see whether the amendment is still needed.
describe("moto itself", () => {
  it("still puts records into a shard that is closed, and none into its children", async () => {
    await newStream(emulator, "bare");
    await put(emulator, "bare", before);
    await split(emulator, "bare");

    expect(new Set(await put(emulator, "bare", after))).toEqual(new Set([PARENT]));
    expect((await readAll(emulator, "bare", "shardId-000000000001")).keys).toEqual([]);
  });

  it("still goes on returning iterators for a closed shard, and names no children", async () => {
    await newStream(emulator, "endless");
    await split(emulator, "endless");

    expect(await readAll(emulator, "endless", PARENT)).toEqual({ keys: [], ended: false, children: undefined });
  });
});
