import { rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { repeatsOwnResource } from "./aws/own-resources";
import { readStack } from "./plan-stack";
import { readPlanJson } from "./plan/plan-json";
import { masked, secretMask } from "./plan/sensitive-values";
import { PlanUnderReview } from "./plan/plan-under-review";
import { SynthesisedStack } from "./plan/synthesised-stack";
import { Terraform, commandFailed, type TerraformOptions } from "./terraform/terraform";

const driftSchema = z.strictObject({
  version: z.literal(1),
  stack: z.string(),
  resources: z.array(
    z.strictObject({
      address: z.string(),
      constructPath: z.string().optional(),
      /** True when it is gone, and the next apply will make it again. */
      deleted: z.boolean(),
      /** `before` is what the last apply left, `after` what AWS has now; masked. */
      attributes: z.array(
        z.strictObject({ attribute: z.string(), before: z.string().optional(), after: z.string().optional() }),
      ),
    }),
  ),
});

/** `drift.json`: what was changed in one stack outside of Terraform. */
export type Drift = z.infer<typeof driftSchema>;

/**
 * @param plan what `terraform show -json` printed of a plan made with `-refresh-only`
 * @param head the parsed `cdk.tf.json`, for construct paths
 */
export function driftOf(stack: string, plan: unknown, head: unknown): Drift {
  const synthesised = new SynthesisedStack(head);
  const planned = new PlanUnderReview(readPlanJson(plan), synthesised);
  const resources = planned.drift
    .map((change) => ({
      address: change.address,
      constructPath: planned.constructPath(change.address),
      deleted: change.destroys,
      attributes: change.destroys
        ? []
        : change.differences
            .filter((difference) => !repeatsOwnResource(planned, change, difference))
            .map((difference) => ({ ...difference })),
    }))
    // A refresh also fills in what the provider learned to read since: no value has changed then, and nobody needs to act.
    .filter(({ deleted, attributes }) => deleted || attributes.length > 0);
  return { version: 1, stack, resources: masked(resources, secretMask(planned.json)) };
}

/** @throws Error when the text is no drift.json of version 1 */
export function readDrift(text: string, file: string): Drift {
  const result = driftSchema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  throw new Error(
    `${file} is not a drift.json of version 1:\n${z.prettifyError(result.error)}\nLook for drift again with this version.`,
  );
}

const PLAN = "refresh-only.bin";

/**
 * Asks AWS what has changed since the last apply.
 *
 * @throws TerraformError when it could not be asked
 */
export async function findDrift(options: TerraformOptions & { readonly stack: string }): Promise<Drift> {
  const { folder, stack } = options;
  const terraform = new Terraform(options);
  await terraform.init("-reconfigure");
  try {
    const errors = await terraform.savePlan(PLAN, "-refresh-only", "-lock=false");
    if (errors.length > 0) throw commandFailed("plan -refresh-only", 1, errors);
    return driftOf(stack, JSON.parse(await terraform.showPlan(PLAN)), readStack(folder));
  } finally {
    rmSync(path.join(folder, PLAN), { force: true });
  }
}
