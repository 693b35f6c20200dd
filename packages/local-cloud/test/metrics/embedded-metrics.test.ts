import { embeddedMetrics } from "../../src/metrics/embedded-metrics";

const LINE = {
  _aws: {
    Timestamp: 1_000,
    CloudWatchMetrics: [
      { Namespace: "Shop", Dimensions: [["Function"], []], Metrics: [{ Name: "Orders", Unit: "Count" }] },
    ],
  },
  Function: "till",
  Orders: 3,
};

test("a line in the embedded metric format is a value for each set of dimensions", () => {
  expect(embeddedMetrics(JSON.stringify(LINE))).toEqual([
    { namespace: "Shop", name: "Orders", dimensions: { Function: "till" }, value: 3, at: 1_000 },
    { namespace: "Shop", name: "Orders", dimensions: {}, value: 3, at: 1_000 },
  ]);
});

test("an array is a value each", () => {
  expect(embeddedMetrics(JSON.stringify({ ...LINE, Orders: [1, 2] })).map(({ value }) => value)).toEqual([1, 2, 1, 2]);
});

test.each([
  ["has words before it", `INFO ${JSON.stringify(LINE)}`],
  ["is cut", JSON.stringify(LINE).slice(0, -1)],
  ["is something else", '{"message":"_aws"}'],
  ["names a value that is missing", JSON.stringify({ ...LINE, Orders: undefined })],
])("a line that %s is no metric", (_title, line) => {
  expect(embeddedMetrics(line)).toEqual([]);
});
