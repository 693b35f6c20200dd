import { cellNumber, markdownRows } from "../../../tools/cost/markdown-rows";
import { PERFORMANCE_PAGE } from "./performance-page";

test("rows come from the table of the section that has the columns, wherever it stands", () => {
  const rows = markdownRows(PERFORMANCE_PAGE, "cost", ["Late", "Store"]);

  expect(rows).toHaveLength(5);
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
