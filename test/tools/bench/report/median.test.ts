import { median } from "../../../../tools/bench/report/median";

test("the median is the middle value, or the mean of the two in the middle, and the order does not count", () => {
  expect([median([9, 1, 5]), median([4, 1, 10, 2]), median([7])]).toEqual([5, 3, 7]);
});

test("of no values there is no median", () => {
  expect(() => median([])).toThrow("no median");
});
