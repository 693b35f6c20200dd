import { replaceSection } from "../../../../tools/bench/report/marked-section";

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
