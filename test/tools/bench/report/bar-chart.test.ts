import { barChart, logScale } from "../../../../tools/bench/report/bar-chart";

test("a longer bar is a larger value, each with its label, and text cannot break out of the drawing", () => {
  const svg = barChart({
    title: "a < b & c",
    format: (value) => `$${value}`,
    groups: [
      {
        title: "group",
        bars: [
          { label: "small", value: 0.02, colour: "#2f9e6e" },
          { label: "large", value: 3, colour: "#4c7fd0" },
        ],
      },
    ],
  });

  const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(widths).toHaveLength(2);
  expect(widths[0]).toBeGreaterThan(0);
  expect(widths[1]).toBeGreaterThan(widths[0] ?? Infinity);
  for (const text of ["a &lt; b &amp; c", ">small<", ">large<", ">$0.02<", ">$3<", ">group<"])
    expect(svg).toContain(text);
});

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
