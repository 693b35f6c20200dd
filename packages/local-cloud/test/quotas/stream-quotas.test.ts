import { KinesisShardSplits } from "../../src/amendments/kinesis-streams";
import {
  errorResponse,
  jsonResponse,
  type ServiceRequest,
  type ServiceResponse,
} from "../../src/gateway/service-message";
import { StreamQuotas } from "../../src/quotas/stream-quotas";
import { fakeEmulator, json, targetCall } from "../gateway/service-call";
import { ManualClock } from "../manual-clock";

const END = 2n ** 128n - 1n;
const HALF = 2n ** 127n;
const MEBIBYTE = 1024 * 1024;

/** moto with a stream of two shards; a read gives one record of so many bytes. */
function start(readBytes = 0) {
  const clock = new ManualClock();
  let taken = 0;
  const emulator = fakeEmulator(({ operation, body }): ServiceResponse => {
    const { Records = [], StreamName } = JSON.parse(body.toString()) as { Records?: unknown[]; StreamName?: string };
    switch (operation) {
      case "ListShards":
        if (StreamName !== "s") return errorResponse("ResourceNotFoundException", "Stream not found");
        return jsonResponse({
          Shards: [
            { ShardId: "shardId-0", HashKeyRange: { StartingHashKey: "0", EndingHashKey: String(HALF - 1n) } },
            { ShardId: "shardId-1", HashKeyRange: { StartingHashKey: String(HALF), EndingHashKey: String(END) } },
          ],
        });
      case "PutRecords":
        return jsonResponse({
          FailedRecordCount: 0,
          Records: Records.map(() => ({ ShardId: "?", SequenceNumber: String((taken += 1)) })),
        });
      case "PutRecord":
        return jsonResponse({ ShardId: "?", SequenceNumber: "1" });
      case "GetShardIterator":
        return jsonResponse({ ShardIterator: "moto's own" });
      case "GetRecords":
        return jsonResponse({
          Records: [{ SequenceNumber: "1", PartitionKey: "a", Data: data(readBytes) }],
          NextShardIterator: "moto's next",
        });
      default:
        return jsonResponse({});
    }
  });
  const quotas = new StreamQuotas({ shards: new KinesisShardSplits(), clock, accountId: "123456789012" });
  const ask = async (operation: string, body: object) => {
    const request: ServiceRequest = targetCall("kinesis", operation, body);
    return (await quotas.answer(request, emulator.forward)) ?? emulator.forward(request);
  };
  /** Puts records, and says which were taken. */
  const put = async (records: readonly object[]) => {
    const { Records } = json(await ask("PutRecords", { StreamName: "s", Records: records })) as {
      Records: { SequenceNumber?: string }[];
    };
    return Records.map(({ SequenceNumber }) => SequenceNumber !== undefined);
  };
  return { clock, emulator, quotas, ask, put };
}

function data(bytes: number): string {
  return Buffer.alloc(bytes).toString("base64");
}

const first = (bytes = 1) => ({ PartitionKey: "", ExplicitHashKey: "0", Data: data(bytes) });
const second = (bytes = 1) => ({ PartitionKey: "", ExplicitHashKey: String(END), Data: data(bytes) });

describe("PutRecords", () => {
  it("takes a thousand records of a shard in a second, and names the shard to those that are over it", async () => {
    const { put, ask, clock, quotas } = start();
    for (let call = 0; call < 2; call += 1) await put(Array.from({ length: 500 }, () => first()));

    const answer = json(await ask("PutRecords", { StreamName: "s", Records: [first(), second(), first()] }));

    const refused = {
      ErrorCode: "ProvisionedThroughputExceededException",
      ErrorMessage: "Rate exceeded for shard shardId-0 in stream s under account 123456789012.",
    };
    expect(answer).toEqual({
      FailedRecordCount: 2,
      Records: [refused, { ShardId: "?", SequenceNumber: "1001" }, refused],
    });
    expect(quotas.refused).toEqual({ records: 2, reads: 0 });
    clock.advance(1);
    expect(await put([first(), first()])).toEqual([true, false]);
  });

  it("takes a mebibyte of a shard in a second, partition keys included", async () => {
    const { put } = start();

    expect(await put([first(MEBIBYTE - 1)])).toEqual([true]);
    expect(await put([{ ...first(0), PartitionKey: "ab" }, first(1), first(1)])).toEqual([false, true, false]);
  });

  it("finds the shard of a record by its partition key", async () => {
    const { put } = start();
    // MD5 of "a" begins with 0c, that of "b" with 92.
    await put([{ PartitionKey: "a", Data: data(MEBIBYTE - 1) }]);

    expect(
      await put([
        { PartitionKey: "a", Data: data(1) },
        { PartitionKey: "b", Data: data(1) },
      ]),
    ).toEqual([false, true]);
  });

  it("asks for nothing when no record is taken", async () => {
    const { put, emulator } = start();
    await put([first(MEBIBYTE)]);
    const asked = emulator.asked.length;

    expect(await put([first(1)])).toEqual([false]);
    expect(emulator.asked).toHaveLength(asked);
  });

  it("gives the shards of a split a quota each", async () => {
    const { put, ask } = start();
    await put([{ PartitionKey: "a", Data: data(MEBIBYTE - 1) }]);

    await ask("SplitShard", { StreamName: "s", ShardToSplit: "shardId-0", NewStartingHashKey: String(HALF / 2n) });

    expect(await put([{ PartitionKey: "a", Data: data(1) }])).toEqual([true]);
  });

  it("asks for the shards of a stream that was deleted and made again, and answers neither call itself", async () => {
    const { put, quotas, emulator } = start();
    await put([first()]);
    const answers = ["DeleteStream", "CreateStream"].map((operation) =>
      quotas.answer(targetCall("kinesis", operation, { StreamName: "s" }), emulator.forward),
    );

    await put([first()]);

    expect(answers).toEqual([undefined, undefined]);
    expect(emulator.asked.filter(({ operation }) => operation === "ListShards")).toHaveLength(2);
  });

  it("leaves the answer about a stream that does not exist to who knows the streams", async () => {
    const { ask } = start();

    const answer = json(await ask("PutRecords", { StreamName: "none", Records: [first()] }));

    expect(answer).toMatchObject({ FailedRecordCount: 0 });
  });
});

it("PutRecord is refused as a whole", async () => {
  const { ask, put } = start();
  await put([first(MEBIBYTE)]);

  const refused = await ask("PutRecord", { StreamName: "s", ...first() });

  expect(refused.status).toBe(400);
  expect(json(refused)).toMatchObject({
    __type: "ProvisionedThroughputExceededException",
    message: "Rate exceeded for shard shardId-0 in stream s under account 123456789012.",
  });
  expect((await ask("PutRecord", { StreamName: "s", ...second() })).status).toBe(200);
});

describe("GetRecords", () => {
  async function reader(readBytes: number) {
    const started = start(readBytes);
    const { ask } = started;
    const { ShardIterator } = json(
      await ask("GetShardIterator", { StreamName: "s", ShardId: "shardId-0", ShardIteratorType: "TRIM_HORIZON" }),
    ) as { ShardIterator: string };
    return { ...started, read: async () => (await ask("GetRecords", { ShardIterator })).status };
  }

  it("of ten mebibytes refuses those of the next four seconds: a shard gives two in a second", async () => {
    const { read, clock } = await reader(10 * MEBIBYTE);

    expect(await read()).toBe(200);
    clock.advance(4_000);
    expect(await read()).toBe(400);
    clock.advance(1);
    expect(await read()).toBe(200);
  });

  it("of little may follow at once", async () => {
    const { read, quotas } = await reader(1000);

    expect([await read(), await read(), await read()]).toEqual([200, 200, 200]);
    expect(quotas.refused.reads).toBe(0);
  });
});
