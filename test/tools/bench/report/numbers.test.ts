import { dollarText, median, percentText, ratioText, significant, whole } from "../../../../tools/bench/report/numbers";

test("a ratio is cut off, never rounded up to a goal", () => {
  expect([49.97, 13.6, 9.999, 145.9, 0.999].map(ratioText)).toEqual(["49.9x", "13.6x", "9.99x", "145x", "0.99x"]);
});

test("numbers have as many digits as were measured", () => {
  expect([significant(0.0460321), significant(1423.4, 4), significant(1, 3), whole(12_718.4)]).toEqual([
    "0.0460",
    "1,423",
    "1.00",
    "12,718",
  ]);
  expect([dollarText(0.00858), dollarText(0.625), dollarText(1.25)]).toEqual(["$0.0086", "$0.625", "$1.25"]);
  expect([0, 0.05, 0.2, 0.001].map(percentText)).toEqual(["0 %", "5 %", "20 %", "0.1 %"]);
});

test("the median is the middle value, or the mean of the two in the middle, and the order does not count", () => {
  expect([median([9, 1, 5]), median([4, 1, 10, 2]), median([7])]).toEqual([5, 3, 7]);
});

test("of no values there is no median", () => {
  expect(() => median([])).toThrow("no median");
});
