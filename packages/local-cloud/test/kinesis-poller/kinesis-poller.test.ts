import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import * as fc from "fast-check";
import { KinesisPoller } from "../../src/kinesis-poller/kinesis-poller";
import { dataOf, failedItems, FUNCTION_ERROR, MAPPING, PollerBench, SUCCESS } from "./poller-bench";
import { ManualClock, rest } from "./manual-clock";

it("takes the SDK's own clients", async () => {
  const poller = new KinesisPoller({
    mappings: { list: () => Promise.resolve([]) },
    kinesis: new KinesisClient({ region: "eu-central-1" }),
    s3: new S3Client({ region: "eu-central-1" }),
    lambda: { invoke: () => Promise.resolve(SUCCESS) },
    clock: new ManualClock(),
    region: "eu-central-1",
  });
  poller.start();
  await poller.stop();
  expect(poller.statistics()).toEqual([]);
});

it("leaves the mappings of queues alone", async () => {
  const bench = new PollerBench({ EventSourceArn: "arn:aws:sqs:eu-central-1:123456789012:queue" });
  bench.poller.start();
  await bench.clock.advance(3000);
  expect(bench.stream.requests).toEqual([]);
  expect(bench.errors).toEqual([]);
  await bench.poller.stop();
});

it("reports a mapping it cannot poll once, and polls it when it was mended", async () => {
  const bench = new PollerBench({ TumblingWindowInSeconds: 30 });
  bench.stream.put("a");
  bench.poller.start();
  await bench.clock.advance(5000);
  expect(bench.errors.map(({ message }) => message)).toEqual([
    expect.stringMatching(new RegExp(`^Event source mapping ${String(MAPPING.UUID)} .* TumblingWindowInSeconds`)),
  ]);
  expect(bench.batches()).toEqual([]);
  bench.change({ TumblingWindowInSeconds: 0 });
  await bench.clock.advance(1000);
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
  await bench.clock.advance(1500);
  expect(bench.errors[0]?.message).toBe("the gateway is restarting");
  Object.defineProperty(bench, "mappings", { value: mappings });
  bench.stream.put("a");
  await bench.clock.advance(1000);
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
  await bench.clock.advance(100);
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
      await bench.clock.advance(300_000);
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
