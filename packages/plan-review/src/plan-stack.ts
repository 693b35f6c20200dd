import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { ReviewDocument } from "./output/review-document";
import type { ReviewProfile } from "./profile";
import type { Acknowledgement } from "./review";
import { reviewPlan } from "./review-plan";
import { commandFailed, Terraform, type TerraformOptions } from "./terraform/terraform";

export interface PlanStackOptions extends TerraformOptions {
  readonly stack: string;
  /** File that the plan is saved in. */
  readonly planFile: string;
  /** The parsed `cdk.tf.json` of the base commit. */
  readonly base?: unknown;
  readonly acknowledgements: readonly Acknowledgement[];
  /** `YYYY-MM-DD`, UTC. */
  readonly today: string;
  /** What the project knows of itself. @default - nothing */
  readonly profile?: ReviewProfile;
}

/**
 * Plans one synthesised stack into a file and reviews it, also when Terraform could not finish the plan.
 *
 * @throws TerraformError when Terraform wrote no plan, with its own words
 */
export async function planStack(options: PlanStackOptions): Promise<ReviewDocument> {
  const { folder, stack, base, acknowledgements, today, profile } = options;
  const planFile = path.resolve(options.planFile);
  const terraform = new Terraform(options);
  await terraform.init("-reconfigure");
  mkdirSync(path.dirname(planFile), { recursive: true });
  // The plan of an earlier run must not pass for this one's.
  rmSync(planFile, { force: true });
  // Nothing is written, so nothing is locked: a role that can only read may plan. An apply refuses a plan of an older state.
  const errors = await terraform.savePlan(planFile, "-lock=false");
  if (!existsSync(planFile)) throw commandFailed("plan", 1, errors);
  const plan: unknown = JSON.parse(await terraform.showPlan(planFile));
  const review = reviewPlan({ plan, errors, stack, head: readStack(folder), base, acknowledgements, today, profile });
  return { version: 1, stackHash: stackHash(folder), review };
}

/** The parsed `cdk.tf.json` of a synthesised stack. */
export function readStack(folder: string): unknown {
  return JSON.parse(readFileSync(stackFile(folder), "utf8"));
}

/** SHA-256 of a synthesised stack: the same commit has the same on every machine. */
export function stackHash(folder: string): string {
  return createHash("sha256")
    .update(readFileSync(stackFile(folder)))
    .digest("hex");
}

function stackFile(folder: string): string {
  return path.join(folder, "cdk.tf.json");
}
