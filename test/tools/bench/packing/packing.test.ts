import { billedBytes } from "../../../../tools/bench/packing/packing";

test.each([
  [[], 0],
  [[1], 5_120],
  [[5_120], 5_120],
  [[5_121], 10_240],
  [[1, 1, 5_121], 20_480],
])("records of %j bytes are billed as %d: each is rounded up by itself", (sizes, billed) => {
  expect(billedBytes(sizes)).toBe(billed);
});
