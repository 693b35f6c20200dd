import fc from "fast-check";
import { MetricStore, type Statistic } from "../../src/metrics/metric-store";

const NOON = Date.UTC(2026, 10, 22, 12, 0, 0);
const MINUTE = 60_000;
const METRIC = { namespace: "Shop", name: "Orders", dimensions: { Shop: "north", Till: "1" } };

const of = (...values: readonly (readonly [minute: number, value: number])[]) => {
  const store = new MetricStore();
  store.record(values.map(([minute, value]) => ({ ...METRIC, value, at: NOON + minute * MINUTE + 1 })));
  return store;
};

test.each<readonly [Statistic, number]>([
  ["Average", 3],
  ["Maximum", 5],
  ["Minimum", 1],
  ["SampleCount", 3],
  ["Sum", 9],
])("the %s is of all values of the minutes", (statistic, wanted) => {
  const store = of([0, 1], [0, 3], [1, 5], [2, 100]);

  expect(store.statistic(METRIC, statistic, NOON, NOON + 2 * MINUTE)).toBe(wanted);
});

test("minutes without a value have no statistic, and dimensions in another order are the same metric", () => {
  const store = of([0, 1]);

  expect(store.statistic(METRIC, "Sum", NOON + MINUTE, NOON + 2 * MINUTE)).toBeUndefined();
  expect(store.statistic({ ...METRIC, dimensions: { Till: "1", Shop: "north" } }, "Sum", NOON, NOON + MINUTE)).toBe(1);
  expect(store.statistic({ ...METRIC, dimensions: { Shop: "north" } }, "Sum", NOON, NOON + MINUTE)).toBeUndefined();
});

test("however many values come, each minute keeps four numbers, and a day of minutes is kept", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), fc.integer()), { minLength: 1, maxLength: 50 }), (values) => {
      const store = of(...values, [26 * 60, 1]);

      expect(store.statistic(METRIC, "SampleCount", NOON, NOON + 10 * MINUTE)).toBeUndefined();
      expect(store.statistic(METRIC, "Sum", NOON, NOON + 27 * 60 * MINUTE)).toBe(1);
    }),
  );
});
