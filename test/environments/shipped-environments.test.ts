import { existsSync } from "node:fs";
import path from "node:path";
import { environments } from "../../environments";

test("each environment is in the file of its name, which warnings and errors name", () => {
  expect(environments.length).toBeGreaterThan(0);
  for (const { name } of environments) {
    expect(existsSync(path.join(__dirname, "../../environments", `${name}.ts`))).toBe(true);
  }
});
