import { IndexUsage } from "../../../../lambda-src/deduplicate/index/index-usage";
import { MeteredSegmentLog } from "../../../../tools/bench/index-cost/metered-segment-log";

const BUCKET = "1790000000/5/01";

function segment(number: number, bytes: number) {
  return { number, bytes: new Uint8Array(bytes), expiresAt: 1_790_604_805 };
}

test("a put that loses its race is billed by the larger of the item that is there and its own", async () => {
  const usage = new IndexUsage();
  const log = new MeteredSegmentLog(usage);
  await log.append(BUCKET, segment(0, 1_900));

  expect(await log.append(BUCKET, segment(0, 100))).toBe("taken");
  expect(await log.append(BUCKET, segment(0, 5_000))).toBe("taken");

  expect(usage).toMatchObject({ appends: 3, lostRaces: 2, queries: 0, writeUnits: 2 + 2 + 5, readUnits: 0 });
});

test("a query is rounded up once, for all of its items together", async () => {
  const usage = new IndexUsage();
  const log = new MeteredSegmentLog(usage);
  for (const number of [0, 1, 2]) await log.append(BUCKET, segment(number, 1_800));

  expect(await log.read(BUCKET, 1)).toHaveLength(2);
  expect(await log.read(BUCKET, 0)).toHaveLength(3);

  expect([usage.queries, usage.readUnits]).toEqual([2, 1 + 2]);
});
