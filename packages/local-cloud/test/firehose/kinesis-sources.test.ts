import { readFileSync } from "node:fs";
import path from "node:path";
import { DescribeDeliveryStreamCommand, ListDeliveryStreamsCommand } from "@aws-sdk/client-firehose";
import { type DeliveryStreamListing, KinesisSources, REFRESH_MILLISECONDS } from "../../src/firehose/kinesis-sources";
import { ManualClock, until } from "../manual-clock";
import { FakeStream } from "../kinesis-poller/fake-stream";

const START = Date.parse("2026-11-24T12:00:00Z");

/** Delivery streams by name, with the source that each reads; undefined for one that takes puts. */
function listing(streams: Map<string, string | undefined>, createdAt = START): DeliveryStreamListing {
  return {
    send: ((command: ListDeliveryStreamsCommand | DescribeDeliveryStreamCommand) => {
      if (command instanceof ListDeliveryStreamsCommand) {
        return Promise.resolve({ DeliveryStreamNames: [...streams.keys()], HasMoreDeliveryStreams: false });
      }
      const source = streams.get(command.input.DeliveryStreamName ?? "");
      return Promise.resolve({
        DeliveryStreamDescription: {
          DeliveryStreamStatus: "ACTIVE",
          CreateTimestamp: new Date(createdAt),
          Source: source && {
            KinesisStreamSourceDescription: { KinesisStreamARN: `arn:aws:kinesis:eu-central-1:1:stream/${source}` },
          },
        },
      });
    }) as DeliveryStreamListing["send"],
  };
}

interface Taken {
  readonly name: string;
  readonly records: readonly string[];
}

function sources(stream: FakeStream, clock: ManualClock, streams = new Map([["landing", "events"]])) {
  const taken: Taken[] = [];
  const errors: Error[] = [];
  const failures: Error[] = [];
  const reader = new KinesisSources({
    firehose: listing(streams),
    clientsOf: () => ({ kinesis: stream }),
    take: (name, records) => {
      const failure = failures.shift();
      if (failure) return Promise.reject(failure);
      taken.push({ name, records: records.map((record) => Buffer.from(record).toString()) });
      return Promise.resolve();
    },
    clock,
    onError: (error) => errors.push(error),
  });
  return { reader, taken, errors, failures };
}

const allOf = (taken: readonly Taken[]) => taken.flatMap(({ records }) => records);

test("a delivery stream reads every shard of its source, and each record once", async () => {
  const clock = new ManualClock(START);
  const stream = new FakeStream(clock, 2);
  const { reader, taken } = sources(stream, clock);
  stream.put("a");
  stream.put("b", { shardId: "shardId-000000000001" });

  await reader.readToEnd();
  stream.put("c");
  await reader.readToEnd();
  await reader.readToEnd();

  expect(allOf(taken).sort()).toEqual(["a", "b", "c"]);
  expect(taken[0]?.name).toBe("landing");
  expect(reader.statistics()).toEqual([{ deliveryStreamName: "landing", recordsRead: 3 }]);
});

test("what the Kinesis Producer Library aggregated arrives one by one", async () => {
  const clock = new ManualClock(START);
  const stream = new FakeStream(clock);
  const { reader, taken } = sources(stream, clock);
  stream.put(readFileSync(path.join(__dirname, "kpl-aggregated.bin")));

  await reader.readToEnd();

  expect(allOf(taken)).toHaveLength(5);
  expect(reader.statistics()).toEqual([{ deliveryStreamName: "landing", recordsRead: 1 }]);
});

test("it begins with what arrives after it was made", async () => {
  const clock = new ManualClock(START - 60_000);
  const stream = new FakeStream(clock);
  const { reader, taken } = sources(stream, clock);
  stream.put("before");
  clock.advance(120_000);
  stream.put("after");

  await reader.readToEnd();

  expect(allOf(taken)).toEqual(["after"]);
});

test("what was not taken is read again", async () => {
  const clock = new ManualClock(START);
  const stream = new FakeStream(clock);
  const { reader, taken, failures } = sources(stream, clock);
  stream.put("a");
  failures.push(new Error("stopped"));

  await expect(reader.readToEnd()).rejects.toThrow("stopped");
  await reader.readToEnd();

  expect(allOf(taken)).toEqual(["a"]);
});

test("after a split, the children are read once their parent is drained, in the same round", async () => {
  const clock = new ManualClock(START);
  const stream = new FakeStream(clock);
  const { reader, taken } = sources(stream, clock);
  stream.put("parent");
  const child = stream.addShard(["shardId-000000000000"]);
  stream.put("child", { shardId: child });

  await reader.readToEnd();
  await reader.readToEnd();

  expect(allOf(taken)).toEqual(["parent", "child"]);
});

test("a delivery stream that takes puts reads nothing, and one that was destroyed reads no more", async () => {
  const clock = new ManualClock(START);
  const stream = new FakeStream(clock);
  const streams = new Map<string, string | undefined>([
    ["direct", undefined],
    ["landing", "events"],
  ]);
  const { reader, taken } = sources(stream, clock, streams as Map<string, string>);
  stream.put("a");
  await reader.readToEnd();
  streams.delete("landing");
  stream.put("b");

  await reader.readToEnd();

  expect(taken).toEqual([{ name: "landing", records: ["a"] }]);
  expect(reader.statistics()).toEqual([]);
});

test("once started it reads every second, and tells of a stream that cannot be read", async () => {
  const clock = new ManualClock(START);
  const stream = new FakeStream(clock);
  const { reader, taken, errors } = sources(stream, clock);
  stream.readErrors.push(new Error("no answer"));
  stream.put("a");
  reader.start();
  await until(() => errors.length === 1);

  clock.advance(REFRESH_MILLISECONDS);
  await until(() => taken.length === 1);
  await reader.stop();

  expect(errors[0]?.message).toBe("The source of a delivery stream could not be read and is tried again: no answer");
  expect(allOf(taken)).toEqual(["a"]);
});

test("a closed shard is read to its end, past answers that hold no record", async () => {
  const clock = new ManualClock(START);
  const stream = new FakeStream(clock);
  const { reader, taken } = sources(stream, clock);
  reader.start();
  await until(() => stream.requests.length > 2);
  stream.put("last");
  stream.addShard(["shardId-000000000000"]);
  stream.emptyReads = 3;

  await clock.pass(3 * REFRESH_MILLISECONDS);

  expect(allOf(taken)).toEqual(["last"]);
  await reader.stop();
});
