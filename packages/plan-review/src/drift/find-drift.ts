import { rmSync } from "node:fs";
import path from "node:path";
import { Terraform, TerraformError, type TerraformOptions } from "../terraform/terraform";
import { readStack } from "../plan-command/plan-stack";
import { driftOf, type Drift } from "./drift";

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
    const { exitCode, output } = await terraform.savePlan(PLAN, "-refresh-only", "-lock=false");
    if (exitCode !== 0) throw new TerraformError("plan -refresh-only", exitCode, output);
    return driftOf(stack, JSON.parse(await terraform.showPlan(PLAN)), readStack(folder));
  } finally {
    rmSync(path.join(folder, PLAN), { force: true });
  }
}
