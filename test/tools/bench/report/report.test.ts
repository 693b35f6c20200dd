import { goalsTable } from "../../../../tools/bench/report/report";

test("a goal that is missed by a hair says that it is missed", () => {
  const table = goalsTable([
    { figure: "a", goal: 10, measured: 9.9999 },
    { figure: "b", goal: 10, measured: 10 },
  ]);

  expect(table).toMatch(/\| a +\| +10x \| +9\.99x \| missed +\|/);
  expect(table).toMatch(/\| b +\| +10x \| +10\.0x \| reached +\|/);
});
