import { environments } from "../../../environments";
import { parseDemoOptions } from "../../../tools/demo/demo-options";

test("a calm run of the first environment has 20,000 events, and one with injected faults 50,000", () => {
  expect(parseDemoOptions([])).toMatchObject({
    chaos: false,
    count: 20_000,
    seed: 1,
    env: environments[0]?.name,
    keep: false,
  });
  expect(parseDemoOptions(["--chaos"])).toMatchObject({ chaos: true, count: 50_000, seed: 1 });
});

test("count and seed are what was asked for, also with injected faults", () => {
  expect(parseDemoOptions(["--chaos", "--count", "5000", "--seed", "7"])).toMatchObject({ count: 5_000, seed: 7 });
});

test("the mode is what the environment says, unless another one is asked for", () => {
  expect(parseDemoOptions([]).mode).toBeUndefined();
  expect(parseDemoOptions(["--mode", "in-lake"])).toMatchObject({ mode: "in-lake", skipCuration: false });
  expect(parseDemoOptions(["--skip-curation"]).skipCuration).toBe(true);
});

test("what cannot go together ends with exit code 2: chaos without a function, queries without tables", () => {
  const exit = jest.spyOn(process, "exit").mockImplementation((code) => {
    throw new Error(`exit ${code ?? ""}`);
  });
  const write = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    expect(() => parseDemoOptions(["--chaos", "--mode", "in-lake"])).toThrow("exit 2");
    expect(() => parseDemoOptions(["--athena", "--skip-curation"])).toThrow("exit 2");
    expect(() => parseDemoOptions(["--mode", "in-between"])).toThrow("exit 2");
    expect(write.mock.calls.join()).toContain("There is no mode in-between. Known: in-flight, in-lake.");
  } finally {
    exit.mockRestore();
    write.mockRestore();
  }
});
