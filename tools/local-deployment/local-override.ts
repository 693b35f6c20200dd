import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Terraform merges files of this name over the stack's own. @see https://developer.hashicorp.com/terraform/language/files/override */
const OVERRIDE = "zz_local_override.tf.json";

interface SynthesisedStack {
  readonly terraform: { readonly backend: { readonly s3: Readonly<Record<string, unknown>> } };
}

/**
 * Writes, beside a synthesised stack, the few settings without which no stack can be deployed to an endpoint on this
 * machine: buckets are addressed by path. The stack itself is not touched.
 */
export function writeLocalOverride(folder: string): void {
  const stack = JSON.parse(readFileSync(path.join(folder, "cdk.tf.json"), "utf8")) as SynthesisedStack;
  const override = {
    terraform: {
      // An overriding backend block replaces the whole of the other.
      backend: {
        s3: {
          ...stack.terraform.backend.s3,
          use_path_style: true,
          skip_metadata_api_check: true,
        },
      },
    },
    provider: {
      aws: [{ s3_use_path_style: true, skip_metadata_api_check: true }],
    },
  };
  writeFileSync(path.join(folder, OVERRIDE), `${JSON.stringify(override, null, 2)}\n`);
}
