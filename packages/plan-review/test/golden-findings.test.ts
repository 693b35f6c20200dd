import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { goldenTexts } from "./golden-texts";

const GOLDEN = path.join(__dirname, "golden");
const texts = goldenTexts();

/** UPDATE_GOLDEN=1 writes the files, and git shows what that changed. */
test.each(Object.keys(texts))("what a reviewer reads is that of %s, word for word", (name) => {
  const text = texts[name]?.() ?? "";
  const file = path.join(GOLDEN, name);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);

  expect(text).toBe(readFileSync(file, "utf8"));
});

test("every golden file is of something", () => {
  expect(readdirSync(GOLDEN).sort()).toEqual(Object.keys(texts).sort());
});
