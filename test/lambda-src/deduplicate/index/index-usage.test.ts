import { IndexUsage } from "../../../../lambda-src/deduplicate/index/index-usage";

test("what was counted is taken once: the next batch begins at zero", () => {
  const usage = new IndexUsage();
  usage.appends += 3;
  usage.writeUnits += 4.5;

  expect(usage.take()).toMatchObject({ appends: 3, lostRaces: 0, queries: 0, writeUnits: 4.5, readUnits: 0 });
  expect(usage.take()).toMatchObject({ appends: 0, lostRaces: 0, queries: 0, writeUnits: 0, readUnits: 0 });
});
