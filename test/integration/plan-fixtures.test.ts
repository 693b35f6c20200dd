import { planCases } from "../fixtures/plan-cases/plan-cases";
import { generatePlans } from "../fixtures/plan-generator/generate-plans";
import { planAlone } from "../fixtures/plan-generator/plan-alone";
import { planOf } from "../tools/plan-review/reviewed-case";

const cases = planCases.flatMap((checkCases) => checkCases.cases);

test("every committed plan is what Terraform plans now", async () => {
  const plans = await generatePlans(cases);

  const different = cases.filter((planCase) => {
    const planned: unknown = JSON.parse(plans.get(planCase.name) ?? "null");
    return JSON.stringify(planned) !== JSON.stringify(planOf(planCase));
  });
  expect(different.map(({ name }) => name)).toEqual([]);
}, 600_000);

test("a case that was planned among many has the plan that it has alone", async () => {
  const planCase = cases.find(({ name }) => name === "key-weakened-and-alias-turned");
  if (planCase === undefined)
    throw new Error("The case that this test plans alone is gone; take another with references.");

  expect(await planAlone(planCase)).toEqual(planOf(planCase));
}, 300_000);
