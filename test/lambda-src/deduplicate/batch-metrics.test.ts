import { batchMetricsLine, METRIC_NAMES } from "../../../lambda-src/deduplicate/batch-metrics";

const COUNTS = {
  received: 10,
  delivered: 4,
  duplicates: 3,
  quarantined: 2,
  failed: 1,
  late: 1,
  uncontracted: 2,
  quarantineReasons: { not_json: 2 },
};

const USAGE = { appends: 5, lostRaces: 1, queries: 2, writeUnits: 9, readUnits: 2 };

describe("batchMetricsLine", () => {
  test("is one line of the embedded metric format, with a value for every metric it declares", () => {
    const line = batchMetricsLine(COUNTS, USAGE, "deduplicator", 1_700_000_000_000);

    expect(line).not.toContain("\n");
    expect(JSON.parse(line)).toEqual({
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: "EventLake",
            Dimensions: [["Function"]],
            Metrics: METRIC_NAMES.map((Name) => ({ Name, Unit: "Count" })),
          },
        ],
      },
      Function: "deduplicator",
      Received: 10,
      Delivered: 4,
      Duplicates: 3,
      Quarantined: 2,
      Late: 1,
      Uncontracted: 2,
      Failed: 1,
      IndexAppends: 5,
      IndexLostRaces: 1,
      IndexQueries: 2,
      IndexWriteUnits: 9,
      IndexReadUnits: 2,
      QuarantineReasons: { not_json: 2 },
    });
  });
});
