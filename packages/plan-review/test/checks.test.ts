import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { checks } from "../src/checks/checks";
import { planCases } from "../fixtures/cases/plan-cases";
import { reviewCase } from "./reviewed-case";

const ROOT = path.join(__dirname, "..");

describe.each(planCases)("check $check", ({ check, cases }) => {
  test("has a plan that fires and a near miss that does not", () => {
    const counts = cases.map(({ finds }) => Object.keys(finds).length);

    expect(counts.some((count) => count > 0)).toBe(true);
    expect(counts).toContain(0);
  });

  test.each(cases)("finds what it must in $name", (planCase) => {
    const found = reviewCase(planCase).findings.filter((finding) => finding.check === check);

    expect(Object.fromEntries(found.map(({ address, severity }) => [address, severity]))).toEqual(planCase.finds);
    // One thing of one address at most: one acknowledgement answers it.
    expect(new Set(found.map(({ address }) => address)).size).toBe(found.length);
    for (const { summary, remedy } of found) {
      expect(summary).toMatch(/^[A-Z].*\.$/s);
      expect(remedy).toMatch(/[.`]$/);
    }
  });
});

/** Checks whose plans no Terraform here can make: fixtures/foreign has them, and golden/foreign-plans.txt what they say. */
const FOREIGN = ["change-deferred"];

test("every check is a file of its name, is registered, and has cases", () => {
  const files = readdirSync(path.join(ROOT, "src/checks"))
    .map((file) => path.basename(file, ".ts"))
    .filter((name) => name !== "check" && name !== "checks");

  expect(checks.map(({ id }) => id)).toEqual(files.sort());
  expect([...planCases.map(({ check }) => check), ...FOREIGN].sort()).toEqual(files);
  const said = readFileSync(path.join(__dirname, "golden", "foreign-plans.txt"), "utf8");
  for (const check of FOREIGN) expect(said).toContain(` ${check} `);
});

test("every committed plan belongs to a case, and every case has one", () => {
  const files = readdirSync(path.join(ROOT, "fixtures/plans")).map((file) => path.basename(file, ".json"));
  const names = planCases.flatMap(({ cases }) => cases.map(({ name }) => name));

  expect(files.sort()).toEqual(names.sort());
});
