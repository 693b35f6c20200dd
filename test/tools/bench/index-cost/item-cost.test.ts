import { conditionalPutCost, powertoolsCost } from "../../../../tools/bench/index-cost/item-cost";

const SCENARIO = { declaredPerHour: 1_000_000, lateShare: 0.05, durationSeconds: 10 };

test("one conditional put takes one write unit and one call for each event", async () => {
  const cost = await conditionalPutCost(SCENARIO, 20);

  expect(cost).toEqual({ events: 20, writeUnits: 1, readUnits: 0, calls: 1, dollarsPerMillion: 0.625 });
}, 30_000);

test("Powertools takes two write units and two calls for each event: in progress, and completed", async () => {
  const cost = await powertoolsCost(SCENARIO, 20);

  expect(cost).toEqual({ events: 20, writeUnits: 2, readUnits: 0, calls: 2, dollarsPerMillion: 1.25 });
}, 30_000);
