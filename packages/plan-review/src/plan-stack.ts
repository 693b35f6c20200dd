import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ReviewDocument } from "./output/review-document";
import type { ReviewProfile } from "./review-profile";
import type { Acknowledgement, PlanError } from "./review";
import { reviewPlan } from "./review-plan";
import { commandFailed, Terraform, type TerraformOptions } from "./terraform/terraform";

export interface PlanStackOptions extends TerraformOptions {
  readonly stack: string;
  /** The parsed `cdk.tf.json` of the base commit. */
  readonly base?: unknown;
  readonly acknowledgements: readonly Acknowledgement[];
  /** `YYYY-MM-DD`, UTC. */
  readonly today: string;
  /** What the project knows of itself. @default - nothing */
  readonly profile?: ReviewProfile;
}

/**
 * Plans one synthesised stack and reviews the plan, also when Terraform could not finish it.
 *
 * @throws TerraformError when Terraform wrote no plan, with its own words
 */
export async function planStack(options: PlanStackOptions): Promise<ReviewDocument> {
  const { folder, stack, base, acknowledgements, today, profile } = options;
  const review = await withPlan(options, ({ json: plan, errors }) =>
    reviewPlan({ plan, errors, stack, head: readStack(folder), base, acknowledgements, today, profile }),
  );
  return { version: 1, stackHash: stackHash(folder), review };
}

/** A plan that was just made. */
export interface MadePlan {
  /** What `terraform show -json` prints of it, parsed. */
  readonly json: unknown;
  /** Why Terraform could not finish it; empty when it did. */
  readonly errors: readonly PlanError[];
  /** Applies it, unless the state has changed meanwhile. @returns the number of resources that were changed */
  readonly apply: () => Promise<number>;
}

/**
 * Plans one synthesised stack, and hands over the plan.
 *
 * The saved plan holds values in clear: it is in a folder that nobody else can read, and is gone when this returns.
 *
 * @throws TerraformError when Terraform wrote no plan, with its own words
 */
export async function withPlan<Result>(
  options: TerraformOptions,
  use: (plan: MadePlan) => Result | Promise<Result>,
): Promise<Result> {
  const terraform = new Terraform(options);
  await terraform.init("-reconfigure");
  const folder = mkdtempSync(path.join(os.tmpdir(), "plan-"));
  const file = path.join(folder, "plan.bin");
  try {
    // Nothing is written, so nothing is locked: a role that can only read may plan. An apply refuses a plan of an older state.
    const errors = await terraform.savePlan(file, "-lock=false");
    if (!existsSync(file)) throw commandFailed("plan", 1, errors);
    const json: unknown = JSON.parse(await terraform.showPlan(file));
    return await use({ json, errors, apply: () => terraform.apply(file) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
