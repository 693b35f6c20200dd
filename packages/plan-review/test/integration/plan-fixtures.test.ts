import path from "node:path";
import { planCases } from "../../fixtures/cases/plan-cases";
import { planAlone } from "../../fixtures/generator/plan-alone";
import { planOf } from "../reviewed-case";
import { runProgram } from "../../../../test/integration/run-command";

const PROJECT = path.join(__dirname, "../../../..");

test("every committed plan is what Terraform plans now", async () => {
  const { exitCode, output } = await runProgram(PROJECT, "packages/plan-review/fixtures/generator/main.ts", ["--check"]);

  expect(output).toMatch(/^\d+ plans are what Terraform plans now\.$/m);
  expect(exitCode).toBe(0);
}, 900_000);

test("a case that was planned among many has the plan that it has alone", async () => {
  const planCase = planCases.flatMap(({ cases }) => cases).find(({ name }) => name === "key-weakened-and-alias-turned");
  if (planCase === undefined)
    throw new Error("The case that this test plans alone is gone; take another with references.");

  expect(await planAlone(planCase)).toEqual(planOf(planCase));
}, 300_000);
