import { parseDemoOptions } from "../../../tools/demo/demo-options";

test("a calm run has 20,000 events, and one under fire 50,000", () => {
  expect(parseDemoOptions([])).toMatchObject({ chaos: false, count: 20_000, seed: 1, env: "dev", keep: false });
  expect(parseDemoOptions(["--chaos"])).toMatchObject({ chaos: true, count: 50_000, seed: 1 });
});

test("count and seed are what was asked for, also under fire", () => {
  expect(parseDemoOptions(["--chaos", "--count", "5000", "--seed", "7"])).toMatchObject({ count: 5_000, seed: 7 });
});
