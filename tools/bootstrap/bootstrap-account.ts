import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Terraform, type TerraformOptions } from "@event-lake/plan-review/terraform";
import { isBucketMissing } from "./missing-bootstrap";

/** Sorts behind every other override, so its backend is the one that counts. */
const OVERRIDE = "zzz_bootstrap_override.tf.json";

export interface BootstrapOptions extends Omit<TerraformOptions, "folder"> {
  /** Folder of the synthesised account stack. */
  readonly folder: string;
  /** Where the state is kept until the bucket exists. An interrupted bootstrap goes on from it. */
  readonly stateFile: string;
}

/**
 * Deploys the account stack, whose state shall live in a bucket that the stack itself makes: first with its state in a
 * file, then the state is moved into the bucket. Run again, it goes on where it stopped; when the state is in the bucket
 * already, it is an ordinary apply.
 *
 * @returns the number of resources that were created or changed
 */
export async function bootstrapAccount({ folder, stateFile, ...options }: BootstrapOptions): Promise<number> {
  const terraform = new Terraform({ ...options, folder });
  const override = path.join(folder, OVERRIDE);
  if (!holdsState(stateFile) && (await stateIsInBucket(terraform))) return terraform.apply();

  writeFileSync(override, JSON.stringify({ terraform: { backend: { local: { path: stateFile } } } }));
  let changed: number;
  try {
    await terraform.init("-reconfigure");
    changed = await terraform.apply();
  } finally {
    rmSync(override, { force: true });
  }
  await terraform.init("-migrate-state", "-force-copy");
  for (const file of [stateFile, `${stateFile}.backup`]) rmSync(file, { force: true });
  return changed;
}

/** Terraform empties a file that it moved the state out of; one that is left so by a kill holds nothing. */
function holdsState(file: string): boolean {
  return existsSync(file) && statSync(file).size > 0;
}

async function stateIsInBucket(terraform: Terraform): Promise<boolean> {
  try {
    await terraform.init("-reconfigure");
    return true;
  } catch (error) {
    if (isBucketMissing(error)) return false;
    throw error;
  }
}
