import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { program, runProgram } from "../program";
import { Terraform } from "@event-lake/plan-review/terraform";

const LOCK_FILE = path.join(__dirname, "..", "..", "terraform.lock.hcl");
/** Where people and CI run this project. */
const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64", "windows_arm64"];
const PROVIDER_VERSION = "5.100.0";

program(
  "lock",
  `Writes terraform.lock.hcl anew: the checksums of AWS provider ${PROVIDER_VERSION} for ${PLATFORMS.join(", ")}. Asks Terraform's registry, so it needs the internet.`,
).parse();

runProgram(lock);

async function lock(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-lock-"));
  try {
    writeFileSync(
      path.join(folder, "providers.tf.json"),
      JSON.stringify({
        terraform: { required_providers: { aws: { source: "hashicorp/aws", version: PROVIDER_VERSION } } },
      }),
    );
    await new Terraform({ folder }).lockProviders(PLATFORMS);
    copyFileSync(path.join(folder, ".terraform.lock.hcl"), LOCK_FILE);
    process.stdout.write(`${path.relative(process.cwd(), LOCK_FILE)} is written. Review it and commit it.\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
