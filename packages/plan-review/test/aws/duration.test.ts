import { duration } from "../../src/aws/duration";

test.each([
  [1_209_600, "14 days"],
  [86_400, "1 day"],
  [129_600, "36 hours"],
  [90, "90 seconds"],
  [0, "0 seconds"],
])("%i seconds are %s", (seconds, expected) => {
  expect(duration(seconds)).toBe(expected);
});
