import { KinesisShardSplits, kinesisCreateStreamTags } from "../../src/amendments/kinesis-streams";
import {
  jsonResponse,
  type ServiceRequest,
  type ServiceResponse,
  errorResponse,
} from "../../src/gateway/service-message";
import { fakeEmulator, json, pathCall, targetCall } from "../gateway/service-call";

describe("kinesis shard splits", () => {
  const PARENT = "shardId-000000000000";
  const END = 2n ** 128n - 1n;

  /** moto with one shard that takes every record, and holds one record of sequence number 1. */
  function moto() {
    let taken = 0;
    return fakeEmulator(({ operation, body }): ServiceResponse => {
      switch (operation) {
        case "ListShards":
          return jsonResponse({
            Shards: [{ ShardId: PARENT, HashKeyRange: { StartingHashKey: "0", EndingHashKey: String(END) } }],
          });
        case "PutRecords": {
          const { Records } = JSON.parse(body.toString()) as { Records: unknown[] };
          return jsonResponse({
            Records: Records.map(() => ({ ShardId: PARENT, SequenceNumber: String((taken += 1)) })),
          });
        }
        case "GetShardIterator":
          return jsonResponse({ ShardIterator: "moto's own" });
        default:
          return jsonResponse({});
      }
    });
  }

  async function ask(splits: KinesisShardSplits, emulator: ReturnType<typeof moto>, request: ServiceRequest) {
    return (await splits.answer(request, emulator.forward)) ?? emulator.forward(request);
  }

  const put = (record: object) => targetCall("kinesis", "PutRecords", { StreamName: "s", Records: [record] });
  const split = targetCall("kinesis", "SplitShard", {
    StreamName: "s",
    ShardToSplit: PARENT,
    NewStartingHashKey: String(2n ** 127n),
  });

  it("never tells moto of a split", async () => {
    const [splits, emulator] = [new KinesisShardSplits(), moto()];

    expect((await ask(splits, emulator, split)).status).toBe(200);

    expect(emulator.asked.map(({ operation }) => operation)).toEqual(["ListShards"]);
  });

  it("names the new shard of a record that moto put into the closed one", async () => {
    const [splits, emulator] = [new KinesisShardSplits(), moto()];
    const before = json(await ask(splits, emulator, put({ PartitionKey: "a" })));
    await ask(splits, emulator, split);
    const after = json(await ask(splits, emulator, put({ PartitionKey: "a" })));

    expect(before).toEqual({ Records: [{ ShardId: PARENT, SequenceNumber: "1" }] });
    // MD5("a") begins with 0c: the lower half.
    expect(after).toEqual({ Records: [{ ShardId: "shardId-000000000001", SequenceNumber: "2" }] });
  });

  it("begins a new shard after the last record of the closed one", async () => {
    const [splits, emulator] = [new KinesisShardSplits(), moto()];
    await ask(splits, emulator, put({ PartitionKey: "a" }));
    await ask(splits, emulator, split);
    const ShardId = "shardId-000000000002";

    const start = { StreamName: "s", ShardId, ShardIteratorType: "TRIM_HORIZON" };
    await ask(splits, emulator, targetCall("kinesis", "GetShardIterator", start));

    expect(json(emulator.asked.at(-1))).toEqual({
      StreamName: "s",
      ShardId: PARENT,
      ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
      StartingSequenceNumber: "1",
    });
  });

  it("does not end a shard that was closed while an empty read was under way: a last record may have come before", async () => {
    const [splits, emulator] = [new KinesisShardSplits(), moto()];
    await ask(splits, emulator, split);
    const start = { StreamName: "s", ShardId: "shardId-000000000001", ShardIteratorType: "TRIM_HORIZON" };
    const iterator = json(await ask(splits, emulator, targetCall("kinesis", "GetShardIterator", start)));
    const read = targetCall("kinesis", "GetRecords", iterator);
    const splitChild = targetCall("kinesis", "SplitShard", {
      StreamName: "s",
      ShardToSplit: "shardId-000000000001",
      NewStartingHashKey: String(2n ** 126n),
    });
    const nothing = jsonResponse({ Records: [], NextShardIterator: "moto's next", MillisBehindLatest: 0 });

    const during = await splits.answer(read, async () => {
      await ask(splits, emulator, put({ PartitionKey: "a" }));
      await ask(splits, emulator, splitChild);
      return nothing;
    });
    const afterwards = await splits.answer(read, () => Promise.resolve(nothing));

    expect(json(during)).toHaveProperty("NextShardIterator");
    expect(json(afterwards)).not.toHaveProperty("NextShardIterator");
    expect(json(afterwards)).toMatchObject({ ChildShards: [{}, {}] });
  });

  it("takes an ExplicitHashKey before the first split, and none after it: no reader could tell its shard", async () => {
    const [splits, emulator] = [new KinesisShardSplits(), moto()];
    const explicit = put({ PartitionKey: "a", ExplicitHashKey: "5" });

    expect((await ask(splits, emulator, explicit)).status).toBe(200);
    await ask(splits, emulator, split);

    expect(json(await ask(splits, emulator, explicit))).toMatchObject({ __type: "InvalidArgumentException" });
  });

  it.each(["MergeShards", "UpdateShardCount"])("refuses %s, which moto does wrong as well", async (operation) => {
    const [splits, emulator] = [new KinesisShardSplits(), moto()];

    const answer = await ask(splits, emulator, targetCall("kinesis", operation, { StreamName: "s" }));

    expect(json(answer)).toMatchObject({ __type: "UnknownOperationException" });
  });

  it("forgets a stream that is deleted", async () => {
    const [splits, emulator] = [new KinesisShardSplits(), moto()];
    await ask(splits, emulator, split);

    await ask(splits, emulator, targetCall("kinesis", "DeleteStream", { StreamName: "s" }));

    expect(json(await ask(splits, emulator, put({ PartitionKey: "a" })))).toMatchObject({
      Records: [{ ShardId: PARENT }],
    });
  });

  it("leaves other services alone", () => {
    expect(new KinesisShardSplits().answer(pathCall("s3", "GET", "/bucket"), moto().forward)).toBeUndefined();
  });
});

describe("kinesis create stream tags", () => {
  const STREAM = { StreamName: "events", Tags: { team: "lake" } };

  it("adds the tags that CreateStream was given, after the stream", async () => {
    const emulator = fakeEmulator(() => jsonResponse({}));
    const request = targetCall("kinesis", "CreateStream", STREAM);

    const response = await kinesisCreateStreamTags.answer(request, emulator.forward);

    expect(response).toEqual(jsonResponse({}));
    expect(emulator.asked[0]).toBe(request);
    expect(emulator.asked[1]).toMatchObject({
      operation: "AddTagsToStream",
      headers: { "x-amz-target": "Kinesis_20131202.AddTagsToStream", authorization: request.headers.authorization },
    });
    expect(json(emulator.asked[1])).toEqual(STREAM);
  });

  it("adds nothing to a stream without tags", async () => {
    const emulator = fakeEmulator(() => jsonResponse({}));

    await kinesisCreateStreamTags.answer(
      targetCall("kinesis", "CreateStream", { StreamName: "events" }),
      emulator.forward,
    );

    expect(emulator.asked.map(({ operation }) => operation)).toEqual(["CreateStream"]);
  });

  it("adds nothing to a stream that was not made, and hands the error on", async () => {
    const inUse = errorResponse("ResourceInUseException", "Stream events already exists");
    const emulator = fakeEmulator(() => inUse);

    const response = await kinesisCreateStreamTags.answer(
      targetCall("kinesis", "CreateStream", STREAM),
      emulator.forward,
    );

    expect(response).toBe(inUse);
    expect(emulator.asked).toHaveLength(1);
  });

  it.each([
    ["kinesis", "PutRecords"],
    ["firehose", "CreateStream"],
  ])("leaves %s %s alone", (service, operation) => {
    const { forward } = fakeEmulator(() => jsonResponse({}));

    expect(kinesisCreateStreamTags.answer(targetCall(service, operation, STREAM), forward)).toBeUndefined();
  });
});
