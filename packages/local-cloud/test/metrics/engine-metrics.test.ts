import type { FirehoseStatistics } from "../../src/firehose/delivery-stream";
import { DeliveryMetrics, invocationMetrics, iteratorAge } from "../../src/metrics/engine-metrics";

const NOW = 1_000_000;

const values = (measurements: readonly { readonly name: string; readonly value: number }[]) =>
  Object.fromEntries(measurements.map(({ name, value }) => [name, value]));

test("the age of a batch is that of its last record; an event that is no batch of a stream has none", () => {
  const batch = { Records: [300, 400].map((seconds) => ({ kinesis: { approximateArrivalTimestamp: seconds } })) };

  expect(iteratorAge("deduplicate", batch, NOW)).toEqual([
    {
      namespace: "AWS/Lambda",
      name: "IteratorAge",
      dimensions: { FunctionName: "deduplicate" },
      value: 600_000,
      at: NOW,
    },
  ]);
  expect(iteratorAge("deduplicate", {}, NOW)).toEqual([]);
});

test.each([
  ["succeeds", { kind: "success", payload: {} }, 0],
  ["fails", { kind: "function-error", errorType: "Error", errorMessage: "" }, 1],
] as const)("an invocation that %s is counted, with its duration", (_title, result, errors) => {
  const measured = invocationMetrics("deduplicate", result, { milliseconds: 20, at: NOW });

  expect(values(measured)).toEqual({ Invocations: 1, Errors: errors, Duration: 20 });
  expect(measured[0]).toMatchObject({ namespace: "AWS/Lambda", dimensions: { FunctionName: "deduplicate" } });
});

const statistics = (change: Partial<FirehoseStatistics>): readonly FirehoseStatistics[] => [
  {
    deliveryStreamName: "raw",
    recordsReceived: 0,
    recordsBuffered: 0,
    bytesBuffered: 0,
    oldestArrival: undefined,
    activePartitions: 0,
    objectsDelivered: 0,
    recordsDelivered: 0,
    errorRecords: {},
    ...change,
  },
];

test("a delivery stream is as late as its oldest record is old, and counts what happened since the last look", () => {
  const metrics = new DeliveryMetrics();
  metrics.of(statistics({ recordsDelivered: 5, errorRecords: { activePartitionExceeded: 1 } }), NOW);

  const measured = metrics.of(
    statistics({
      oldestArrival: NOW - 90_000,
      activePartitions: 3,
      objectsDelivered: 2,
      recordsDelivered: 7,
      errorRecords: { activePartitionExceeded: 2, "format-conversion-failed": 4 },
    }),
    NOW,
  );

  expect(measured[0]).toMatchObject({ namespace: "AWS/Firehose", dimensions: { DeliveryStreamName: "raw" } });
  expect(values(measured)).toEqual({
    "DeliveryToS3.DataFreshness": 90,
    "DeliveryToS3.ObjectCount": 2,
    "DeliveryToS3.Records": 2,
    "FailedConversion.Records": 4,
    PartitionCount: 3,
    PartitionCountExceeded: 1,
  });
});

test("a delivery stream that holds nothing is not late, and partitions that were exceeded before ring no more", () => {
  const metrics = new DeliveryMetrics();
  const quiet = statistics({ errorRecords: { activePartitionExceeded: 1 } });
  metrics.of(quiet, NOW);

  expect(values(metrics.of(quiet, NOW))).toMatchObject({ "DeliveryToS3.DataFreshness": 0, PartitionCountExceeded: 0 });
});
