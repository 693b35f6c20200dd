import { copyFileSync } from "node:fs";
import path from "node:path";
import type { App } from "cdktf";
import { TerraformStack } from "cdktf";

/** The committed checksums of the AWS provider; `npm run lock` makes them anew. */
const LOCK_FILE = path.join(__dirname, "..", "terraform.lock.hcl");

/** Gives every synthesised stack the committed provider lock file: `terraform init` then takes no other provider. */
export function copyProviderLock(app: App): void {
  for (const stack of app.node.children.filter((child) => TerraformStack.isStack(child))) {
    copyFileSync(LOCK_FILE, path.join(app.outdir, "stacks", stack.node.id, ".terraform.lock.hcl"));
  }
}
