import { lakeDetails, lakeGoals } from "../../../../tools/bench/lake/lake-report";
import type { LakeResult } from "../../../../tools/bench/lake/measure-lake";

const RESULT: LakeResult = {
  sizes: {
    scans: { types: 100, eventsPerType: 4_000 },
    compaction: { runsADay: 24, eventsARun: 10_000, queries: { warm_up: 5, runs: 11 } },
    jobs: { types: 100, fewTypes: 10, eventsARun: 100_000 },
    growth: {
      tables: 100,
      oldFiles: [100, 1_000_000],
      storedRows: [70_000, 2_000_000],
      insertedRows: 10_000,
      inserts: 7,
    },
  },
  scans: [
    { query: "every column", isGoal: true, mixedBytes: 1_000_000, ownBytes: 10_000 },
    { query: "number of events", isGoal: false, mixedBytes: 9_000, ownBytes: 3_000 },
  ],
  compaction: {
    ...{ events: 240_000, runsADay: 24, queryRuns: 11 },
    before: { files: 24, bytes: 24_000_000, querySeconds: 0.6 },
    after: { files: 1, bytes: 20_000_000, querySeconds: 0.2 },
  },
  jobs: [
    job({ read: "all tables", nextSeconds: 20 }),
    job({ read: "table by table", nextSeconds: 50 }),
    job({ input: "landing-json", nextSeconds: 40 }),
    job({ tables: 100, nextSeconds: 200 }),
  ],
  growth: {
    newFile: [
      { oldFiles: 100, seconds: 9, listRequests: 100, heapMebibytes: 60, pythonMebibytes: 50 },
      { oldFiles: 1_000_000, seconds: 10, listRequests: 100, heapMebibytes: 120, pythonMebibytes: 51 },
    ],
    inserts: [
      { storedRows: 70_000, seconds: 0.9 },
      { storedRows: 2_000_000, seconds: 1.2 },
    ],
  },
};

test("goals compare the mixed table with the type's own, the day before with after, one read with many, and an old lake with a new one", () => {
  expect(lakeGoals(RESULT).map(({ goal, measured }) => [goal, Math.round(measured * 100) / 100])).toEqual([
    [100, 100],
    [1, 3],
    [1, 2.5],
    [0.91, 1],
    [0.91, 0.5],
    [0.91, 0.9],
    [0.67, 0.75],
  ]);
});

test("the section has a table of bytes, of files and of seconds, and says what Athena bills", () => {
  const section = lakeDetails(RESULT);

  expect(section).toMatch(/\| number of events +\| +8\.79 \| +2\.93 \| +3\.00x \|/);
  expect(section).toMatch(/\| before +\| +24 \| +24\.0 \| +0\.600 \|/);
  expect(section).toMatch(/\| +100 \| raw-parquet +\| all tables +\| +100,000 \| +30\.0 \| +200 \| +500 \|/);
  expect(section).toMatch(/\| 1,000,000 \| +100 \| +10\.0 \| +120 \| +51\.0 \|/);
  expect(section).toContain("Counted as Athena bills");
  expect(section).toMatch(/Spark 3\.5\.\d+ and Delta 3\.3\.\d+/);
});

function job(changes: Partial<LakeResult["jobs"][number]>): LakeResult["jobs"][number] {
  return {
    ...{ tables: 10, input: "raw-parquet", read: "all tables", eventsARun: 100_000, firstSeconds: 30, nextSeconds: 20 },
    ...changes,
  };
}
