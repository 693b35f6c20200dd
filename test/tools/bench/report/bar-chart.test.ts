import { barChart } from "../../../../tools/bench/report/bar-chart";

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
