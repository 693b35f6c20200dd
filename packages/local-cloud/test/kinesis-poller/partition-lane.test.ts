import { dataOf, failedItems, FUNCTION_ERROR, PollerBench, SUCCESS } from "./poller-bench";
import { retryDelayMillis } from "../../src/kinesis-poller/partition-lane";

describe("partition lane", () => {
  const BUCKET = { OnFailure: { Destination: "arn:aws:s3:::failures" } };

  describe("batching", () => {
    // "Before invoking the function, Lambda continues to read records from the event source until it has gathered a full batch,
    // the batching window expires, or the batch reaches the payload limit of 6 MB."
    // https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
    it("invokes the function as soon as records are available when there is no batching window", async () => {
      const bench = new PollerBench({ BatchSize: 10 });
      bench.stream.put("a");
      bench.poller.start();
      await bench.clock.pass(0);
      expect(bench.batches()).toEqual([["a"]]);
      await bench.poller.stop();
    });

    it("sends a full batch before the batching window is over", async () => {
      const bench = new PollerBench({ BatchSize: 2, MaximumBatchingWindowInSeconds: 60 });
      for (const data of ["a", "b", "c"]) bench.stream.put(data);
      bench.poller.start();
      await bench.clock.pass(0);
      expect(bench.batches()).toEqual([["a", "b"]]);
      await bench.poller.stop();
    });

    it("sends what it has when the batching window is over, and gathers until then", async () => {
      const bench = new PollerBench({ BatchSize: 100, MaximumBatchingWindowInSeconds: 5 });
      bench.stream.put("a");
      bench.poller.start();
      await bench.clock.pass(3000);
      bench.stream.put("b");
      await bench.clock.pass(1999);
      expect(bench.batches()).toEqual([]);
      await bench.clock.pass(1);
      expect(bench.batches()).toEqual([["a", "b"]]);
      await bench.poller.stop();
    });

    // "It processes one batch of records at a time from each shard." (same page)
    it("runs one invocation per shard at a time", async () => {
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
      await bench.clock.pass(10_000);
      expect(bench.batches()).toEqual([["a"]]);
      expect(bench.shard().recordsInFlight).toBe(1);
      release?.();
      await bench.clock.pass(0);
      expect(bench.batches()).toEqual([["a"], ["b"]]);
      release?.();
      await bench.poller.stop();
    });
  });

  describe("retries", () => {
    // "If the function is invoked but returns an error, Lambda retries until the records expire, exceed the maximum age, or reach the
    // configured retry quota." https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
    it("retries a failed batch after 1 s, 2 s and 4 s, and sends nothing later meanwhile", async () => {
      const bench = new PollerBench({ BatchSize: 1 });
      bench.respond = ({ data }) => (data[0] === "bad" ? FUNCTION_ERROR : SUCCESS);
      bench.stream.put("bad");
      bench.stream.put("good");
      bench.poller.start();
      await bench.clock.pass(7500);
      const start = bench.invocations[0]?.at ?? 0;
      expect(bench.invocations.map(({ at, data }) => [at - start, ...data])).toEqual([
        [0, "bad"],
        [1000, "bad"],
        [3000, "bad"],
        [7000, "bad"],
      ]);
      expect(bench.shard().lastFunctionError).toBe("Error: boom");
      await bench.poller.stop();
    });

    it("invokes 1 + MaximumRetryAttempts times, then discards the batch and goes on", async () => {
      const bench = new PollerBench({ BatchSize: 2, MaximumRetryAttempts: 2 });
      bench.respond = ({ data }) => (data.includes("bad") ? FUNCTION_ERROR : SUCCESS);
      for (const data of ["bad", "b", "c"]) bench.stream.put(data);
      bench.poller.start();
      await bench.clock.pass(5000);
      expect(bench.batches()).toEqual([["bad", "b"], ["bad", "b"], ["bad", "b"], ["c"]]);
      expect(bench.shard()).toMatchObject({ recordsFinished: 3, recordsDiscarded: 2, retries: 2, idle: true });
      await bench.poller.stop();
    });

    it("retries without end when MaximumRetryAttempts is -1, never waiting longer than a minute", async () => {
      const bench = new PollerBench({ MaximumRetryAttempts: -1 });
      bench.respond = () => FUNCTION_ERROR;
      bench.stream.put("bad");
      bench.poller.start();
      await bench.clock.pass(600_000);
      const times = bench.invocations.map(({ at }) => at);
      expect(times.length).toBeGreaterThan(12);
      expect(Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)))).toBe(60_000);
      expect(bench.shard().recordsFinished).toBe(0);
      await bench.poller.stop();
    });

    // "Splitting batches doesn't consume the retry quota." (same page)
    it("bisects down to the poison record without using the retry quota", async () => {
      const bench = new PollerBench({
        BatchSize: 8,
        MaximumRetryAttempts: 1,
        BisectBatchOnFunctionError: true,
        DestinationConfig: BUCKET,
      });
      bench.respond = ({ data }) => (data.includes("bad") ? FUNCTION_ERROR : SUCCESS);
      for (const data of ["a", "b", "c", "d", "e", "bad", "g", "h"]) bench.stream.put(data);
      bench.poller.start();
      await bench.clock.pass(2000);
      expect(bench.objects.map(({ record }) => dataOf(record))).toEqual([["bad"]]);
      expect(bench.shard()).toMatchObject({ recordsFinished: 8, recordsDiscarded: 1, bisections: 3, retries: 1 });
      await bench.poller.stop();
    });

    // "Lambda uses the record with the lowest sequence number as the checkpoint. Lambda then retries all records starting from that
    // checkpoint." https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
    it("sends everything from the lowest reported sequence number on again", async () => {
      const bench = new PollerBench({ FunctionResponseTypes: ["ReportBatchItemFailures"] });
      const [, second = "", third = ""] = ["a", "b", "c", "d"].map((data) => bench.stream.put(data));
      bench.respond = () => (bench.invocations.length === 1 ? failedItems(third, second) : SUCCESS);
      bench.poller.start();
      await bench.clock.pass(1500);
      expect(bench.batches()).toEqual([
        ["a", "b", "c", "d"],
        ["b", "c", "d"],
      ]);
      await bench.poller.stop();
    });

    // "Even when your function code returns partial batch failure responses, these responses will not be processed by Lambda unless
    // the ReportBatchItemFailures feature is explicitly turned on." (same page)
    it("ignores a list of failed records when the mapping does not report them", async () => {
      const bench = new PollerBench();
      const sequenceNumber = bench.stream.put("a");
      bench.respond = () => failedItems(sequenceNumber);
      bench.poller.start();
      await bench.clock.pass(5000);
      expect(bench.batches()).toEqual([["a"]]);
      expect(bench.shard()).toMatchObject({ recordsFinished: 1, recordsDiscarded: 0 });
      await bench.poller.stop();
    });

    // "If a Lambda event source mapping is unable to invoke the function due to throttling or other issues, it retries until the records
    // expire or exceed the maximum age configured on the event source mapping."
    // https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
    it("does not use the retry quota when the function cannot be invoked at all", async () => {
      const bench = new PollerBench({ MaximumRetryAttempts: 0 });
      bench.respond = () => {
        if (bench.invocations.length < 4) throw new Error("not deployed yet");
        return SUCCESS;
      };
      bench.stream.put("a");
      bench.poller.start();
      await bench.clock.pass(8000);
      expect(bench.shard()).toMatchObject({ recordsFinished: 1, recordsDiscarded: 0 });
      expect(bench.errors).toHaveLength(3);
      expect(bench.errors[0]?.message).toContain("deduplicator could not be invoked");
      await bench.poller.stop();
    });
  });

  describe("record age", () => {
    // "MaximumRecordAgeInSeconds: Discard records older than the specified age."
    // https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
    it("discards records that are too old before their first invocation and sends the others", async () => {
      const bench = new PollerBench({ MaximumRecordAgeInSeconds: 60, DestinationConfig: BUCKET });
      bench.stream.put("old");
      await bench.clock.pass(61_000);
      bench.stream.put("young");
      bench.poller.start();
      await bench.clock.pass(0);
      expect(bench.batches()).toEqual([["young"]]);
      expect(bench.objects.map(({ record }) => [record.requestContext.condition, ...dataOf(record)])).toEqual([
        ["RecordAgeExceeded", "old"],
      ]);
      await bench.poller.stop();
    });

    it("stops retrying a record that has become too old", async () => {
      const bench = new PollerBench({ MaximumRecordAgeInSeconds: 60, DestinationConfig: BUCKET });
      bench.respond = () => FUNCTION_ERROR;
      bench.stream.put("bad");
      bench.poller.start();
      await bench.clock.pass(70_000);
      expect(bench.invocations).toHaveLength(6);
      expect(bench.objects[0]?.record.requestContext).toMatchObject({
        condition: "RecordAgeExceeded",
        approximateInvokeCount: 6,
      });
      expect(bench.shard()).toMatchObject({ recordsDiscarded: 1, idle: true });
      await bench.poller.stop();
    });
  });

  describe("on-failure destination", () => {
    it("reports records that the bucket did not take, and goes on as AWS does", async () => {
      const bench = new PollerBench({ MaximumRetryAttempts: 0, BatchSize: 1, DestinationConfig: BUCKET });
      bench.respond = ({ data }) => (data[0] === "bad" ? FUNCTION_ERROR : SUCCESS);
      bench.bucketError = new Error("NoSuchBucket");
      bench.stream.put("bad");
      bench.stream.put("good");
      bench.poller.start();
      await bench.clock.pass(1000);
      expect(bench.shard()).toMatchObject({ recordsFinished: 2, recordsDiscarded: 1, failedDestinationDeliveries: 1 });
      expect(bench.errors.map(({ message }) => message).join()).toMatch(
        /1 discarded records could not be written to s3:\/\/failures\//,
      );
      await bench.poller.stop();
    });
  });
});

describe("retry delay", () => {
  it("doubles from one second to at most a minute, also for a retry that comes very late", () => {
    expect([1, 2, 3, 6, 7, 8, 10_000].map(retryDelayMillis)).toEqual([
      1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000,
    ]);
  });
});
