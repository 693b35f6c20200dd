import { readUnits, segmentItemBytes, writeUnits } from "../../../../tools/bench/index-cost/item-size";

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
