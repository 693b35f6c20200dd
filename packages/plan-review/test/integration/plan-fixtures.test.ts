import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { planCases } from "../../fixtures/cases/plan-cases";
import { planAlone } from "../../fixtures/generator/generate-plans";
import { planOf } from "../reviewed-case";

const GENERATOR = path.join(__dirname, "../../fixtures/generator/main.ts");

test("every committed plan is what Terraform plans now", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--require", "tsx/cjs", GENERATOR, "--check"]);

  expect(stdout).toMatch(/^\d+ plans are what Terraform plans now\.$/m);
}, 900_000);

test("a case that was planned among many has the plan that it has alone", async () => {
  const planCase = planCases.flatMap(({ cases }) => cases).find(({ name }) => name === "key-weakened-and-alias-turned");
  if (planCase === undefined)
    throw new Error("The case that this test plans alone is gone; take another with references.");

  expect(await planAlone(planCase)).toEqual(planOf(planCase));
}, 300_000);
