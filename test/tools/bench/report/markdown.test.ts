import { markdownTable, number, text } from "../../../../tools/bench/report/markdown";

test("columns are padded to one width, and numbers are aligned to the right", () => {
  const table = markdownTable(
    [text("Store"), number("n")],
    [
      ["Bucket log", "1"],
      ["Put", "1,000"],
    ],
  );

  expect(table.split("\n")).toEqual([
    "| Store      |     n |",
    "| ---------- | ----: |",
    "| Bucket log |     1 |",
    "| Put        | 1,000 |",
  ]);
});

test("a row of another length, and a cell that would end its row, are refused", () => {
  expect(() => markdownTable([text("a"), text("b")], [["1"]])).toThrow("has 1 cells and must have 2");
  expect(() => markdownTable([text("a")], [["x|y"]])).toThrow('The cell "x|y" would end its row');
});
