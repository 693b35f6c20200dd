import { conditionalPutCost, powertoolsCost } from "../../../../tools/bench/index-cost/item-cost";
import { costFigures } from "../../../../tools/bench/index-cost/cost-figures";
import { DYNAMODB_PRICES } from "@event-lake/plan-review/costs/prices";

const SCENARIO = { declaredPerHour: 1_000_000, lateShare: 0.05, durationSeconds: 10 };

test("one conditional put takes one write unit and one call for each event", async () => {
  const cost = await conditionalPutCost(SCENARIO, 20);

  expect(cost).toEqual({
    events: 20,
    writeUnits: 1,
    readUnits: 0,
    calls: 1,
    dollarsPerMillion: DYNAMODB_PRICES.dollarsPerMillionWriteUnits,
  });
}, 30_000);

test("Powertools takes two write units and two calls for each event: in progress, and completed", async () => {
  const cost = await powertoolsCost(SCENARIO, 20);

  expect(cost).toEqual({
    events: 20,
    writeUnits: 2,
    readUnits: 0,
    calls: 2,
    dollarsPerMillion: 2 * DYNAMODB_PRICES.dollarsPerMillionWriteUnits,
  });
}, 30_000);

test("a write unit for each event costs what a million write units cost", () => {
  const { dollarsPerMillion } = costFigures({ calls: 1, writeUnits: 4_000, readUnits: 0 }, 4_000);

  expect(dollarsPerMillion).toBe(DYNAMODB_PRICES.dollarsPerMillionWriteUnits);
});

test("write and read units have their own prices, and are shared by all events", () => {
  const { dollarsPerMillionWriteUnits: write, dollarsPerMillionReadUnits: read } = DYNAMODB_PRICES;

  expect(costFigures({ calls: 1, writeUnits: 30, readUnits: 40 }, 100).dollarsPerMillion).toBeCloseTo(
    0.3 * write + 0.4 * read,
  );
});
