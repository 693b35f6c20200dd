import { cellNumber, markdownRows, measuredFigures } from "../../../tools/cost/measured-figures";
import { PERFORMANCE_PAGE } from "./performance-page";

test("figures are those of five per cent late, of the bucket log and of one read for all tables", () => {
  const figures = measuredFigures(PERFORMANCE_PAGE);

  expect(figures.indexDollarsPerMillion("Bucket log", 1_000_000)).toBe(0.05);
  expect(figures.deduplicatedEventsPerCoreSecond("Bucket log")).toBe(10_000);
  expect(figures.deduplicatedEventsPerCoreSecond("Powertools idempotency", 100)).toBe(1_200);
  expect(figures.indexDollarsPerMillion("Powertools idempotency", 1_000_000)).toBe(1.25);
  // 90 tables more took 90 seconds more, on two cores.
  expect(figures.curationCoreSecondsPerTable).toBe(2);
  // 10 tables that are read one after the other took 70 seconds more than together.
  expect(figures.coreSecondsPerTableReadAlone).toBe(2 + 14);
  expect(figures.landingSlowdown).toBe(1.5);
});

test("the index of a traffic between two that were measured lies between them, and beyond them it is the nearest", () => {
  const { indexDollarsPerMillion } = measuredFigures(PERFORMANCE_PAGE);

  expect(indexDollarsPerMillion("Bucket log", 5)).toBe(0.6);
  expect(indexDollarsPerMillion("Bucket log", 1_000)).toBe(0.6);
  // Half of the way from 1,000 to 1,000,000, and from 0.6 to 0.05, by the logarithm.
  expect(indexDollarsPerMillion("Bucket log", 31_622.7766)).toBeCloseTo(Math.sqrt(0.6 * 0.05));
  expect(indexDollarsPerMillion("Bucket log", 1e12)).toBe(0.04);
});

test("rows come from the table of the section that has the columns, wherever it stands", () => {
  const rows = markdownRows(PERFORMANCE_PAGE, "cost", ["Late", "Store"]);

  expect(rows).toHaveLength(6);
  expect(rows[0]).toEqual({
    "Events an hour": "1,000",
    Late: "0 %",
    Store: "Bucket log",
    "Dollars per million": "$0.500",
  });
});

test("a section that was not measured is named, with the line that measures it", () => {
  const page = "<!-- bench:lake -->\n\nNot measured yet.\n\n<!-- /bench:lake -->\n";

  expect(() => markdownRows(page, "lake", ["Tables"])).toThrow("npm run bench -- --only lake");
});

test.each([
  ["1,000", 1_000],
  ["5 %", 5],
  ["$0.046", 0.046],
  ["72.6x", 72.6],
])("the number in the cell %j is %d", (cell, value) => {
  expect(cellNumber({ figure: cell }, "figure")).toBe(value);
});

test.each(["", "none"])("a cell without a number is refused: %j", (cell) => {
  expect(() => cellNumber({ figure: cell }, "figure")).toThrow("must hold a number");
});
