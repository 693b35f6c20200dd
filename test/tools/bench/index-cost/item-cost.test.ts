import { conditionalPutCost, powertoolsCost } from "../../../../tools/bench/index-cost/item-cost";
import { dollarsPerMillionEvents } from "../../../../tools/bench/index-cost/cost-figures";
import { DYNAMODB_PRICES } from "../../../../packages/plan-review/src/costs/prices";

const SCENARIO = { declaredPerHour: 1_000_000, lateShare: 0.05, durationSeconds: 10 };

test("one conditional put takes one write unit and one call for each event", async () => {
  const cost = await conditionalPutCost(SCENARIO, 20);

  expect(cost).toEqual({ events: 20, writeUnits: 1, readUnits: 0, calls: 1, dollarsPerMillion: 0.625 });
}, 30_000);

test("Powertools takes two write units and two calls for each event: in progress, and completed", async () => {
  const cost = await powertoolsCost(SCENARIO, 20);

  expect(cost).toEqual({ events: 20, writeUnits: 2, readUnits: 0, calls: 2, dollarsPerMillion: 1.25 });
}, 30_000);

test("a write unit for each event costs what a million write units cost", () => {
  const units = { writeUnits: 4_000, readUnits: 0 };

  expect(dollarsPerMillionEvents(units, 4_000, DYNAMODB_PRICES)).toBe(DYNAMODB_PRICES.dollarsPerMillionWriteUnits);
});

test("write and read units have their own prices, and are shared by all events", () => {
  const prices = { ...DYNAMODB_PRICES, dollarsPerMillionWriteUnits: 2, dollarsPerMillionReadUnits: 0.5 };

  expect(dollarsPerMillionEvents({ writeUnits: 30, readUnits: 40 }, 100, prices)).toBeCloseTo(0.8);
});
