import { FUNCTION_ERROR, MAPPING, PollerBench, SUCCESS } from "./poller-bench";

const FIRST = "shardId-000000000000";

describe("a changed mapping", () => {
  // "Enabled: When true, the event source mapping is active. When false, Lambda pauses polling and invocation."
  // https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
  it("pauses when it is disabled and resumes from its checkpoint, also with LATEST", async () => {
    const bench = new PollerBench({ StartingPosition: "LATEST" });
    bench.poller.start();
    await bench.clock.advance(100);
    bench.stream.put("a");
    await bench.clock.advance(1000);
    bench.change({ State: "Disabled" });
    await bench.clock.advance(1000);
    bench.stream.put("b");
    await bench.clock.advance(5000);
    expect(bench.batches()).toEqual([["a"]]);
    bench.change({ State: "Enabled" });
    await bench.clock.advance(2000);
    expect(bench.batches()).toEqual([["a"], ["b"]]);
    await bench.poller.stop();
  });

  it("reads a batch again that was being retried when the mapping was disabled", async () => {
    const bench = new PollerBench();
    bench.respond = () => FUNCTION_ERROR;
    bench.stream.put("a");
    bench.poller.start();
    await bench.clock.advance(3000);
    bench.change({ State: "Disabled" });
    await bench.clock.advance(2000);
    expect(bench.shard()).toMatchObject({ recordsRead: 0, recordsFinished: 0, recordsInFlight: 0 });
    bench.respond = () => SUCCESS;
    bench.change({ State: "Enabled" });
    await bench.clock.advance(2000);
    expect(bench.shard()).toMatchObject({ recordsRead: 1, recordsFinished: 1, idle: true });
    await bench.poller.stop();
  });

  it("works with its new settings within a second", async () => {
    const bench = new PollerBench({ BatchSize: 1 });
    bench.poller.start();
    await bench.clock.advance(100);
    bench.change({ BatchSize: 10 });
    await bench.clock.advance(1000);
    for (const data of ["a", "b", "c"]) bench.stream.put(data);
    await bench.clock.advance(300);
    expect(bench.batches()).toEqual([["a", "b", "c"]]);
    await bench.poller.stop();
  });

  it("stops for good when it is deleted", async () => {
    const bench = new PollerBench();
    bench.poller.start();
    await bench.clock.advance(100);
    bench.mappings = [];
    await bench.clock.advance(1000);
    bench.stream.put("a");
    await bench.clock.advance(5000);
    expect(bench.batches()).toEqual([]);
    expect(bench.poller.statistics()).toEqual([]);
    await bench.poller.stop();
  });

  it("waits for a stream that cannot be listed yet", async () => {
    const bench = new PollerBench();
    const send = bench.stream.send.bind(bench.stream);
    const listing = jest.spyOn(bench.stream, "send").mockRejectedValue(new Error("ResourceNotFoundException"));
    bench.stream.put("a");
    bench.poller.start();
    await bench.clock.advance(2500);
    listing.mockImplementation(send);
    await bench.clock.advance(1000);
    expect(bench.errors.length).toBeGreaterThan(1);
    expect(bench.batches()).toEqual([["a"]]);
    await bench.poller.stop();
  });
});

describe("resharding", () => {
  // "after a reshard, always continue to read data from the parent shards until it is exhausted. Only then should you begin reading
  // data from the child shards." "When getNextShardIterator returns null, [...] you have read all the data in the parent shard."
  // https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html
  it.each([true, false])(
    "finishes a split shard before its children (last iterator missing: %s)",
    async (endsClosedShards) => {
      const bench = new PollerBench({ BatchSize: 1 });
      bench.stream.endsClosedShards = endsClosedShards;
      let parentWorks = false;
      bench.respond = ({ data }) => (data[0]?.startsWith("parent") === true && !parentWorks ? FUNCTION_ERROR : SUCCESS);
      bench.stream.put("parent");
      bench.poller.start();
      await bench.clock.advance(500);
      const left = bench.stream.addShard([FIRST]);
      const right = bench.stream.addShard([FIRST]);
      bench.stream.put("left", { shardId: left });
      bench.stream.put("right", { shardId: right });
      await bench.clock.advance(10_000);
      expect(bench.batches().flat()).not.toContain("left");
      parentWorks = true;
      await bench.clock.advance(20_000);
      expect(bench.shard(FIRST)).toMatchObject({ drained: true, idle: true });
      expect(bench.batches().flat().slice(-2).sort()).toEqual(["left", "right"]);
      await bench.poller.stop();
    },
  );

  it("waits for both parents of a merged shard", async () => {
    const bench = new PollerBench({ BatchSize: 1 }, 2);
    const second = "shardId-000000000001";
    let works = false;
    bench.respond = ({ data }) => (data[0] === "blocked" && !works ? FUNCTION_ERROR : SUCCESS);
    bench.stream.put("blocked", { shardId: second });
    bench.poller.start();
    await bench.clock.advance(500);
    const merged = bench.stream.addShard([FIRST, second]);
    bench.stream.put("merged", { shardId: merged });
    await bench.clock.advance(5000);
    expect(bench.shard(FIRST).drained).toBe(true);
    expect(bench.batches().flat()).not.toContain("merged");
    works = true;
    await bench.clock.advance(20_000);
    expect(bench.batches().flat()).toContain("merged");
    await bench.poller.stop();
  });

  it("skips nothing in a child shard that appears while the mapping reads from LATEST", async () => {
    const bench = new PollerBench({ StartingPosition: "LATEST" });
    bench.poller.start();
    await bench.clock.advance(500);
    const child = bench.stream.addShard([FIRST]);
    bench.stream.put("early", { shardId: child });
    await bench.clock.advance(5000);
    expect(bench.batches()).toEqual([["early"]]);
    await bench.poller.stop();
  });

  it("does not read shards that were closed before a mapping with LATEST started", async () => {
    const bench = new PollerBench({ StartingPosition: "LATEST" });
    bench.stream.put("old");
    const child = bench.stream.addShard([FIRST]);
    bench.poller.start();
    await bench.clock.advance(500);
    bench.stream.put("new", { shardId: child });
    await bench.clock.advance(1000);
    expect(bench.batches()).toEqual([["new"]]);
    await bench.poller.stop();
  });
});

it("keeps the checkpoints of two mappings on one stream apart", async () => {
  const bench = new PollerBench();
  bench.mappings.push({ ...MAPPING, UUID: "second", StartingPosition: "LATEST" });
  bench.stream.put("a");
  bench.poller.start();
  await bench.clock.advance(500);
  bench.stream.put("b");
  await bench.clock.advance(500);
  expect(bench.batches().flat().sort()).toEqual(["a", "b", "b"]);
  expect(bench.poller.statistics().map(({ mappingUuid, recordsFinished }) => [mappingUuid, recordsFinished])).toEqual([
    [MAPPING.UUID, 2],
    ["second", 1],
  ]);
  await bench.poller.stop();
});
