import { markdownTable, number, replaceSection, text } from "../../../../tools/bench/report/markdown";

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

const PAGE = "# By hand\n\n<!-- bench:cost -->\n\nold\n\n<!-- /bench:cost -->\n\nby hand\n";

test("only what is between the comments is replaced, and again the next time", () => {
  const once = replaceSection(PAGE, "cost", "new");
  const twice = replaceSection(once, "cost", "newer");

  expect(once).toBe("# By hand\n\n<!-- bench:cost -->\n\nnew\n\n<!-- /bench:cost -->\n\nby hand\n");
  expect(twice).toBe(once.replace("new", "newer"));
});

test.each([
  ["# nothing", "absent"],
  ["<!-- /bench:cost --><!-- bench:cost -->", "in the wrong order"],
  [PAGE + PAGE, "there twice"],
])("a page whose comments are not as they must be is refused: %j", (page) => {
  expect(() => replaceSection(page, "cost", "new")).toThrow("once each");
});
