import { logScale } from "../../../../tools/bench/report/log-scale";

test("each power of ten has the same distance, from the one below the least value up to the largest", () => {
  const { place, powers } = logScale([0.05, 1, 10], 100, 400);

  expect(powers).toEqual([0.01, 0.1, 1, 10]);
  expect([0.01, 0.1, 1, 10].map((value) => Math.round(place(value)))).toEqual([100, 200, 300, 400]);
});

test("a value that is a power of ten still has a bar, and the largest ends the scale between two powers", () => {
  const { place, powers } = logScale([0.001, 2], 0, 100);

  expect(powers[0]).toBeCloseTo(0.0001);
  expect(powers.at(-1)).toBe(1);
  expect(place(0.001)).toBeGreaterThan(10);
  expect(place(2)).toBeCloseTo(100);
});

test.each([[[]], [[1, 0]], [[-1]], [[Infinity]]])("values of %j have no logarithmic scale", (values) => {
  expect(() => logScale(values, 0, 100)).toThrow("needs values greater than 0");
});
