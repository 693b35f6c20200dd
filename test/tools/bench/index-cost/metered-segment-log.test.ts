import { IndexUsage } from "../../../../lambda-src/deduplicate/index/index-usage";
import {
  MeteredSegmentLog,
  readUnits,
  segmentItemBytes,
  writeUnits,
} from "../../../../tools/bench/index-cost/metered-segment-log";

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

test.each([
  [1, 1],
  [1024, 1],
  [1025, 2],
  [409_600, 400],
])("a write of %d bytes takes %d write units: each begun KB counts", (bytes, units) => {
  expect(writeUnits(bytes)).toBe(units);
});

test.each([
  [0, 1],
  [4096, 1],
  [4097, 2],
])(
  "a consistent read of %d bytes takes %d read units: each begun 4 KB counts, and a query that finds nothing one",
  (bytes, units) => {
    expect(readUnits(bytes)).toBe(units);
  },
);

test("an item has the bytes of its names and values; a number has one for two digits and one more, zeros at its end none", () => {
  const names = "bucket".length + "segment".length + "entries".length + "expires_at".length;

  const bytes = segmentItemBytes("1790000000/5/01", {
    number: 0,
    bytes: new Uint8Array(110),
    expiresAt: 1_790_604_805,
  });
  const round = segmentItemBytes("1790000000/5/01", {
    number: 123,
    bytes: new Uint8Array(110),
    expiresAt: 1_790_600_000,
  });

  expect(bytes).toBe(names + 15 + 1 + 110 + 6);
  expect(round).toBe(names + 15 + 3 + 110 + 4);
});
