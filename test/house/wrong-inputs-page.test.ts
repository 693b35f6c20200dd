import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { wrongInputsPage } from "./wrong-inputs-page";

const PAGE = path.join(__dirname, "../../docs/wrong-inputs.md");

/** UPDATE_GOLDEN=1 writes it, and git shows what that changed. */
test("docs/wrong-inputs.md shows every wrong input that the tests try, with what synthesis says", () => {
  const page = wrongInputsPage();
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(PAGE, page);

  expect(readFileSync(PAGE, "utf8")).toBe(page);
});
