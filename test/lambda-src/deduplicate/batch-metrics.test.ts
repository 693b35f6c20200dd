import { batchMetricsLine } from "../../../lambda-src/deduplicate/batch-metrics";

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

const USAGE = {
  appends: 5,
  lostRaces: 1,
  queries: 2,
  writeUnits: 9,
  readUnits: 2,
  claimMilliseconds: 41.6,
  lateClaims: 3,
  throttles: 7,
};

describe("batchMetricsLine", () => {
  test("is one line of the embedded metric format, with a value for every metric it declares", () => {
    const line = batchMetricsLine(COUNTS, USAGE, "deduplicator", 1_700_000_000_000);

    expect(line).not.toContain("\n");
    const parsed = JSON.parse(line) as { _aws: { CloudWatchMetrics: { Metrics: { Name: string; Unit: string }[] }[] } };
    const declared = parsed._aws.CloudWatchMetrics[0]?.Metrics ?? [];
    expect(parsed).toEqual({
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [{ Namespace: "EventLake", Dimensions: [["Function"]], Metrics: declared }],
      },
      Function: "deduplicator",
      Received: 10,
      Delivered: 4,
      Duplicates: 3,
      DuplicatesPercent: (100 * 3) / 7,
      Quarantined: 2,
      Late: 1,
      Uncontracted: 2,
      Failed: 1,
      ClaimMilliseconds: 42,
      IndexAppends: 5,
      IndexLostRaces: 1,
      IndexQueries: 2,
      IndexLateClaims: 3,
      IndexThrottles: 7,
      IndexWriteUnits: 9,
      IndexReadUnits: 2,
      QuarantineReasons: { not_json: 2 },
    });
    expect(declared.filter(({ Unit }) => Unit !== "Count")).toEqual([
      { Name: "DuplicatesPercent", Unit: "Percent" },
      { Name: "ClaimMilliseconds", Unit: "Milliseconds" },
    ]);
    expect(declared.map(({ Name }) => Name).sort()).toEqual(
      Object.keys(parsed)
        .filter((name) => !["_aws", "Function", "QuarantineReasons"].includes(name))
        .sort(),
    );
  });

  test("a batch without a valid event has no duplicates in percent", () => {
    const line = batchMetricsLine({ ...COUNTS, delivered: 0, duplicates: 0 }, USAGE, "deduplicator", 0);

    expect(JSON.parse(line)).toMatchObject({ DuplicatesPercent: 0 });
  });
});
