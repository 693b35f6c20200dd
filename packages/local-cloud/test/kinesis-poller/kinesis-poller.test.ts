import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import * as fc from "fast-check";
import type { InvocationResult } from "../../src/lambda/execution-environment";
import { KinesisPoller } from "../../src/kinesis-poller/kinesis-poller";
import { dataOf, failedItems, FUNCTION_ERROR, MAPPING, PollerBench, SUCCESS } from "./poller-bench";
import { ManualClock, rest } from "../manual-clock";

describe("kinesis poller", () => {
  it("takes the SDK's own clients", async () => {
    const region = "eu-central-1";
    const clients = { kinesis: new KinesisClient({ region }), s3: new S3Client({ region }) };
    const poller = new KinesisPoller({
      mappings: { list: () => Promise.resolve([]) },
      clientsOf: () => Promise.resolve(clients),
      lambda: { invoke: () => Promise.resolve(SUCCESS) },
      clock: new ManualClock(),
      region,
    });
    poller.start();
    await poller.stop();
    expect(poller.statistics()).toEqual([]);
  });

  it("goes on where it was, with other clients, once the function has another role", async () => {
    const bench = new PollerBench();
    bench.stream.put("first");
    bench.poller.start();
    await bench.clock.pass(3000);

    const asked: string[] = [];
    const { kinesis } = bench.clients;
    bench.clients = {
      ...bench.clients,
      kinesis: {
        send: (command: { readonly constructor: { readonly name: string } }) => {
          asked.push(command.constructor.name);
          return kinesis.send(command as never);
        },
      } as never,
    };
    bench.stream.put("second");
    await bench.clock.pass(5000);

    expect(asked).toEqual(
      expect.arrayContaining(["ListShardsCommand", "GetShardIteratorCommand", "GetRecordsCommand"]),
    );
    expect(bench.batches().flat()).toEqual(["first", "second"]);
    expect(bench.errors).toEqual([]);
    await bench.poller.stop();
  });

  it("leaves the mappings of queues alone", async () => {
    const bench = new PollerBench({ EventSourceArn: "arn:aws:sqs:eu-central-1:123456789012:queue" });
    bench.poller.start();
    await bench.clock.pass(3000);
    expect(bench.stream.requests).toEqual([]);
    expect(bench.errors).toEqual([]);
    await bench.poller.stop();
  });

  it("reports a mapping it cannot poll once, and polls it when it was mended", async () => {
    const bench = new PollerBench({ TumblingWindowInSeconds: 30 });
    bench.stream.put("a");
    bench.poller.start();
    await bench.clock.pass(5000);
    expect(bench.errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(new RegExp(`^Event source mapping ${String(MAPPING.UUID)} .* TumblingWindowInSeconds`)),
    ]);
    expect(bench.batches()).toEqual([]);
    bench.change({ TumblingWindowInSeconds: 0 });
    await bench.clock.pass(1000);
    expect(bench.batches()).toEqual([["a"]]);
    await bench.poller.stop();
  });

  it("goes on when the mappings cannot be listed for a while", async () => {
    const bench = new PollerBench();
    const mappings = bench.mappings;
    Object.defineProperty(bench, "mappings", {
      get: () => {
        throw new Error("the gateway is restarting");
      },
      configurable: true,
    });
    bench.poller.start();
    await bench.clock.pass(1500);
    expect(bench.errors[0]?.message).toBe("the gateway is restarting");
    Object.defineProperty(bench, "mappings", { value: mappings });
    bench.stream.put("a");
    await bench.clock.pass(1000);
    expect(bench.batches()).toEqual([["a"]]);
    await bench.poller.stop();
  });

  it("waits for the running invocation when it stops, counts its result and starts no other", async () => {
    const bench = new PollerBench({ BatchSize: 1 });
    let release: (() => void) | undefined;
    bench.respond = () =>
      new Promise(
        (resolve) =>
          (release = () => {
            resolve(SUCCESS);
          }),
      );
    bench.stream.put("a");
    bench.stream.put("b");
    bench.poller.start();
    await bench.clock.pass(100);
    let stopped = false;
    const stopping = bench.poller.stop().then(() => (stopped = true));
    await rest();
    expect(stopped).toBe(false);
    release?.();
    await stopping;
    expect(bench.batches()).toEqual([["a"]]);
    expect(bench.shard()).toMatchObject({ recordsRead: 1, recordsFinished: 1 });
  });

  it("ends every record exactly once as succeeded or discarded, in order per key, whatever the function does", async () => {
    const behaviours = fc.array(fc.constantFrom("ok", "error", "partial", "nonsense", "refuse"), { maxLength: 30 });
    const settings = fc.record({
      BatchSize: fc.integer({ min: 1, max: 7 }),
      ParallelizationFactor: fc.integer({ min: 1, max: 3 }),
      MaximumRetryAttempts: fc.integer({ min: 0, max: 2 }),
      MaximumBatchingWindowInSeconds: fc.integer({ min: 0, max: 2 }),
      BisectBatchOnFunctionError: fc.boolean(),
      FunctionResponseTypes: fc.constantFrom<"ReportBatchItemFailures"[]>([], ["ReportBatchItemFailures"]),
    });
    await fc.assert(
      fc.asyncProperty(settings, behaviours, fc.integer({ min: 1, max: 30 }), async (mapping, behaviour, count) => {
        const bench = new PollerBench({
          ...mapping,
          DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failures" } },
        });
        const reports = mapping.FunctionResponseTypes.length > 0;
        const ended: string[] = [];
        bench.respond = ({ event, data }) => {
          const next = behaviour.shift() ?? "ok";
          if (next === "refuse") throw new Error("throttled");
          if (next === "error") return FUNCTION_ERROR;
          if (next === "nonsense" && reports) return failedItems("unknown");
          const failed = next === "partial" && reports ? Math.floor(data.length / 2) : data.length;
          ended.push(...data.slice(0, failed));
          return failed < data.length ? failedItems(event.Records[failed]?.kinesis.sequenceNumber ?? "") : SUCCESS;
        };
        const all = Array.from({ length: count }, (_, index) => String(index));
        for (const data of all) bench.stream.put(data, { partitionKey: `key-${Number(data) % 5}` });
        bench.poller.start();
        await bench.clock.pass(300_000);
        await bench.poller.stop();

        const discarded = bench.objects.flatMap(({ record }) => dataOf(record));
        expect([...ended, ...discarded].sort()).toEqual([...all].sort());
        expect(bench.shard()).toMatchObject({
          recordsRead: count,
          recordsFinished: count,
          recordsDiscarded: discarded.length,
        });
        expect(bench.shard().idle).toBe(true);
        for (let key = 0; key < 5; key += 1) {
          const ofKey = ended.filter((data) => Number(data) % 5 === key).map(Number);
          expect(ofKey).toEqual([...ofKey].sort((left, right) => left - right));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("mapping poller", () => {
  const FIRST = "shardId-000000000000";

  describe("a changed mapping", () => {
    // "Enabled: When true, the event source mapping is active. When false, Lambda pauses polling and invocation."
    // https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
    it("pauses when it is disabled and resumes from its checkpoint, also with LATEST", async () => {
      const bench = new PollerBench({ StartingPosition: "LATEST" });
      bench.poller.start();
      await bench.clock.pass(100);
      bench.stream.put("a");
      await bench.clock.pass(1000);
      bench.change({ State: "Disabled" });
      await bench.clock.pass(1000);
      bench.stream.put("b");
      await bench.clock.pass(5000);
      expect(bench.batches()).toEqual([["a"]]);
      bench.change({ State: "Enabled" });
      await bench.clock.pass(2000);
      expect(bench.batches()).toEqual([["a"], ["b"]]);
      await bench.poller.stop();
    });

    it("reads a batch again that was being retried when the mapping was disabled", async () => {
      const bench = new PollerBench();
      bench.respond = () => FUNCTION_ERROR;
      bench.stream.put("a");
      bench.poller.start();
      await bench.clock.pass(3000);
      bench.change({ State: "Disabled" });
      await bench.clock.pass(2000);
      expect(bench.shard()).toMatchObject({ recordsRead: 0, recordsFinished: 0, recordsInFlight: 0 });
      bench.respond = () => SUCCESS;
      bench.change({ State: "Enabled" });
      await bench.clock.pass(2000);
      expect(bench.shard()).toMatchObject({ recordsRead: 1, recordsFinished: 1, idle: true });
      await bench.poller.stop();
    });

    it("still reads while the invocation runs that it began before it was disabled", async () => {
      const bench = new PollerBench();
      let end: (result: InvocationResult) => void = () => undefined;
      bench.respond = () => new Promise((resolve) => (end = resolve));
      bench.stream.put("a");
      bench.poller.start();
      await bench.clock.pass(3000);
      bench.change({ State: "Disabled" });
      await bench.clock.pass(5000);
      expect(bench.poller.isReading(String(MAPPING.UUID))).toBe(true);
      end(SUCCESS);
      await bench.clock.pass(1000);
      expect(bench.poller.isReading(String(MAPPING.UUID))).toBe(false);
      await bench.poller.stop();
    });

    it("works with its new settings from the next look at it on", async () => {
      const bench = new PollerBench({ BatchSize: 1 });
      bench.poller.start();
      await bench.clock.pass(100);
      bench.change({ BatchSize: 10 });
      await bench.clock.pass(1000);
      for (const data of ["a", "b", "c"]) bench.stream.put(data);
      await bench.clock.pass(1000);
      expect(bench.batches()).toEqual([["a", "b", "c"]]);
      await bench.poller.stop();
    });

    it("stops for good when it is deleted", async () => {
      const bench = new PollerBench();
      bench.poller.start();
      await bench.clock.pass(100);
      bench.mappings = [];
      await bench.clock.pass(1000);
      bench.stream.put("a");
      await bench.clock.pass(5000);
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
      await bench.clock.pass(2500);
      listing.mockImplementation(send);
      await bench.clock.pass(1000);
      expect(bench.errors.length).toBeGreaterThan(1);
      expect(bench.batches()).toEqual([["a"]]);
      await bench.poller.stop();
    });
  });

  describe("resharding", () => {
    // "after a reshard, always continue to read data from the parent shards until it is exhausted. Only then should you begin reading
    // data from the child shards." "When getNextShardIterator returns null, [...] you have read all the data in the parent shard."
    // https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html
    it("finishes a split shard before its children", async () => {
      const bench = new PollerBench({ BatchSize: 1 });
      let parentWorks = false;
      bench.respond = ({ data }) => (data[0]?.startsWith("parent") === true && !parentWorks ? FUNCTION_ERROR : SUCCESS);
      bench.stream.put("parent");
      bench.poller.start();
      await bench.clock.pass(500);
      const left = bench.stream.addShard([FIRST]);
      const right = bench.stream.addShard([FIRST]);
      bench.stream.put("left", { shardId: left });
      bench.stream.put("right", { shardId: right });
      await bench.clock.pass(10_000);
      expect(bench.batches().flat()).not.toContain("left");
      parentWorks = true;
      await bench.clock.pass(20_000);
      expect(bench.shard(FIRST)).toMatchObject({ drained: true, idle: true });
      expect(bench.batches().flat().slice(-2).sort()).toEqual(["left", "right"]);
      await bench.poller.stop();
    });

    it("reads a closed shard to its end, past answers that hold no record", async () => {
      const bench = new PollerBench({ BatchSize: 1 });
      bench.poller.start();
      await bench.clock.pass(500);
      bench.stream.put("last");
      bench.stream.addShard([FIRST]);
      bench.stream.emptyReads = 5;
      await bench.clock.pass(10_000);
      expect(bench.batches()).toEqual([["last"]]);
      expect(bench.shard(FIRST).drained).toBe(true);
      await bench.poller.stop();
    });

    it("waits for both parents of a merged shard", async () => {
      const bench = new PollerBench({ BatchSize: 1 }, 2);
      const second = "shardId-000000000001";
      let works = false;
      bench.respond = ({ data }) => (data[0] === "blocked" && !works ? FUNCTION_ERROR : SUCCESS);
      bench.stream.put("blocked", { shardId: second });
      bench.poller.start();
      await bench.clock.pass(500);
      const merged = bench.stream.addShard([FIRST, second]);
      bench.stream.put("merged", { shardId: merged });
      await bench.clock.pass(5000);
      expect(bench.shard(FIRST).drained).toBe(true);
      expect(bench.batches().flat()).not.toContain("merged");
      works = true;
      await bench.clock.pass(20_000);
      expect(bench.batches().flat()).toContain("merged");
      await bench.poller.stop();
    });

    it("skips nothing in a child shard that appears while the mapping reads from LATEST", async () => {
      const bench = new PollerBench({ StartingPosition: "LATEST" });
      bench.poller.start();
      await bench.clock.pass(500);
      const child = bench.stream.addShard([FIRST]);
      bench.stream.put("early", { shardId: child });
      await bench.clock.pass(5000);
      expect(bench.batches()).toEqual([["early"]]);
      await bench.poller.stop();
    });

    it("does not read shards that were closed before a mapping with LATEST started", async () => {
      const bench = new PollerBench({ StartingPosition: "LATEST" });
      bench.stream.put("old");
      const child = bench.stream.addShard([FIRST]);
      bench.poller.start();
      await bench.clock.pass(500);
      bench.stream.put("new", { shardId: child });
      await bench.clock.pass(1000);
      expect(bench.batches()).toEqual([["new"]]);
      await bench.poller.stop();
    });
  });

  it("keeps the checkpoints of two mappings on one stream apart", async () => {
    const bench = new PollerBench();
    bench.mappings.push({ ...MAPPING, UUID: "second", StartingPosition: "LATEST" });
    bench.stream.put("a");
    bench.poller.start();
    await bench.clock.pass(500);
    bench.stream.put("b");
    await bench.clock.pass(500);
    expect(bench.batches().flat().sort()).toEqual(["a", "b", "b"]);
    expect(bench.poller.statistics().map(({ mappingUuid, recordsFinished }) => [mappingUuid, recordsFinished])).toEqual(
      [
        [MAPPING.UUID, 2],
        ["second", 1],
      ],
    );
    await bench.poller.stop();
  });
});
