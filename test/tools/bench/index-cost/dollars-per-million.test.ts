import { dollarsPerMillionEvents } from "../../../../tools/bench/index-cost/dollars-per-million";
import { DYNAMODB_PRICES } from "../../../../packages/plan-review/src/costs/prices";

test("a write unit for each event costs what a million write units cost", () => {
  const units = { writeUnits: 4_000, readUnits: 0 };

  expect(dollarsPerMillionEvents(units, 4_000, DYNAMODB_PRICES)).toBe(DYNAMODB_PRICES.dollarsPerMillionWriteUnits);
});

test("write and read units have their own prices, and are shared by all events", () => {
  const prices = { ...DYNAMODB_PRICES, dollarsPerMillionWriteUnits: 2, dollarsPerMillionReadUnits: 0.5 };

  expect(dollarsPerMillionEvents({ writeUnits: 30, readUnits: 40 }, 100, prices)).toBeCloseTo(0.8);
});
