import { failedItems, FUNCTION_ERROR, PollerBench, SUCCESS } from "./poller-bench";

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

describe("starting position", () => {
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html "StartingPosition: The position in a stream from
  // which to start reading."
  it("reads everything from TRIM_HORIZON", async () => {
    const bench = new PollerBench({ StartingPosition: "TRIM_HORIZON" });
    bench.stream.put("before");
    bench.poller.start();
    await bench.clock.pass(0);
    expect(bench.batches()).toEqual([["before"]]);
    await bench.poller.stop();
  });

  it("reads only what arrives after it started from LATEST", async () => {
    const bench = new PollerBench({ StartingPosition: "LATEST" });
    bench.stream.put("before");
    bench.poller.start();
    await bench.clock.pass(500);
    bench.stream.put("after");
    await bench.clock.pass(500);
    expect(bench.batches()).toEqual([["after"]]);
    await bench.poller.stop();
  });

  it("skips nothing when a LATEST iterator expires before the first record", async () => {
    const bench = new PollerBench({ StartingPosition: "LATEST" });
    bench.stream.put("before");
    await bench.clock.pass(1000);
    bench.poller.start();
    await bench.clock.pass(1000);
    bench.stream.readErrors.push(named("ExpiredIteratorException"));
    bench.stream.put("after");
    await bench.clock.pass(3000);
    expect(bench.batches()).toEqual([["after"]]);
    expect(bench.stream.iteratorTypes()).toEqual(["LATEST", "AT_TIMESTAMP"]);
    await bench.poller.stop();
  });

  it("reads from the given time with AT_TIMESTAMP", async () => {
    const bench = new PollerBench();
    bench.stream.put("before");
    await bench.clock.pass(1000);
    bench.change({ StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp: new Date(bench.clock.now()) });
    bench.stream.put("at");
    bench.poller.start();
    await bench.clock.pass(0);
    expect(bench.batches()).toEqual([["at"]]);
    await bench.poller.stop();
  });
});

describe("reading", () => {
  it("reads an empty shard once a second, as Lambda polls", async () => {
    const bench = new PollerBench();
    bench.poller.start();
    await bench.clock.pass(0);
    const before = bench.stream.requests.filter(({ constructor }) => constructor.name === "GetRecordsCommand").length;
    await bench.clock.pass(10_000);
    const after = bench.stream.requests.filter(({ constructor }) => constructor.name === "GetRecordsCommand").length;
    expect(after - before).toBe(10);
    await bench.poller.stop();
  });

  it.each(["ExpiredIteratorException", "ProvisionedThroughputExceededException"])(
    "goes on with a new iterator after the last record when GetRecords ends with %s",
    async (name) => {
      const bench = new PollerBench();
      bench.stream.put("a");
      bench.poller.start();
      await bench.clock.pass(0);
      bench.stream.readErrors.push(named(name));
      bench.stream.put("b");
      await bench.clock.pass(3000);
      expect(bench.batches()).toEqual([["a"], ["b"]]);
      expect(bench.stream.iteratorTypes()).toEqual(["TRIM_HORIZON", "AFTER_SEQUENCE_NUMBER"]);
      expect(bench.errors).toEqual([]);
      await bench.poller.stop();
    },
  );

  it("reports any other error of a read, names the shard and tries again", async () => {
    const bench = new PollerBench();
    bench.stream.readErrors.push(named("AccessDeniedException"));
    bench.stream.put("a");
    bench.poller.start();
    await bench.clock.pass(2500);
    expect(bench.errors.map(({ message }) => message).join()).toMatch(
      /stream events, shardId-0+ could not be read.*AccessDenied/,
    );
    expect(bench.batches()).toEqual([["a"]]);
    await bench.poller.stop();
  });

  it("stops reading ahead while a poison record blocks the shard", async () => {
    const bench = new PollerBench({ BatchSize: 10 });
    bench.respond = () => FUNCTION_ERROR;
    for (let index = 0; index < 100; index += 1) bench.stream.put(String(index));
    bench.poller.start();
    await bench.clock.pass(30_000);
    expect(bench.shard()).toMatchObject({ recordsRead: 20, recordsFinished: 0, idle: false });
    expect(bench.shard().millisBehindLatest).toBeGreaterThan(0);
    await bench.poller.stop();
  });
});

describe("ParallelizationFactor", () => {
  // "When you increase the number of concurrent batches per shard, Lambda still ensures in-order processing at the partition-key level."
  // https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
  it("runs batches of one shard at once and keeps the order of each partition key", async () => {
    const bench = new PollerBench({ ParallelizationFactor: 4, BatchSize: 5 });
    const running = new Set<string>();
    let mostAtOnce = 0;
    bench.respond = async ({ event }) => {
      const keys = event.Records.map(({ kinesis }) => kinesis.partitionKey);
      expect(keys.filter((key) => running.has(key))).toEqual([]);
      for (const key of keys) running.add(key);
      mostAtOnce = Math.max(mostAtOnce, running.size);
      await bench.clock.sleep(1000);
      for (const key of keys) running.delete(key);
      return SUCCESS;
    };
    for (let index = 0; index < 40; index += 1) bench.stream.put(String(index), { partitionKey: `key-${index % 8}` });
    bench.poller.start();
    await bench.clock.pass(30_000);
    expect(mostAtOnce).toBeGreaterThan(2);
    for (let key = 0; key < 8; key += 1) {
      const seen = bench
        .batches()
        .flat()
        .filter((data) => Number(data) % 8 === key);
      expect(seen).toEqual([0, 1, 2, 3, 4].map((round) => String(round * 8 + key)));
    }
    await bench.poller.stop();
  });

  it("holds up only the lane of the failing partition key, and keeps the checkpoint before it", async () => {
    const bench = new PollerBench({ ParallelizationFactor: 10, BatchSize: 10 });
    bench.respond = ({ data }) => (data.includes("bad") ? FUNCTION_ERROR : SUCCESS);
    bench.stream.put("bad", { partitionKey: "key-0" });
    for (let index = 1; index < 20; index += 1) bench.stream.put(`good-${index}`, { partitionKey: `key-${index}` });
    bench.poller.start();
    await bench.clock.pass(500);
    expect(bench.shard().recordsFinished).toBeGreaterThan(10);
    expect(bench.shard().checkpoint).toBeUndefined();
    await bench.poller.stop();
  });
});

it("compares sequence numbers as numbers when it looks for the lowest reported one", async () => {
  const bench = new PollerBench({ FunctionResponseTypes: ["ReportBatchItemFailures"] });
  const sequenceNumbers = ["a", "b", "c"].map((data) => bench.stream.put(data));
  bench.respond = () => (bench.invocations.length === 1 ? failedItems(...sequenceNumbers.slice(1).reverse()) : SUCCESS);
  bench.poller.start();
  await bench.clock.pass(1000);
  expect(bench.batches()).toEqual([
    ["a", "b", "c"],
    ["b", "c"],
  ]);
  await bench.poller.stop();
});
