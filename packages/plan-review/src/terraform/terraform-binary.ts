import { spawnSync } from "node:child_process";

/** The oldest Terraform that locks S3 state without an experiment. */
const MINIMUM = [1, 11, 0] as const;

export interface TerraformBinary {
  /** Name on PATH, or path. */
  readonly command: string;
  readonly version: string;
}

/** Terraform is missing or too old. The message holds the line that installs it. */
export class TerraformMissingError extends Error {
  constructor(problem: string, platform: NodeJS.Platform) {
    super(
      `${problem}\nThis project needs Terraform ${MINIMUM.join(".")} or later (another binary can be named by TERRAFORM_BINARY_NAME).\nInstall it: ${installLine(platform)}`,
    );
    this.name = "TerraformMissingError";
  }
}

/**
 * Finds Terraform: the binary that TERRAFORM_BINARY_NAME names, or `terraform` on PATH. Nothing is downloaded.
 *
 * @throws TerraformMissingError when there is none, or it is older than 1.11
 */
export function findTerraform(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): TerraformBinary {
  const named = environment["TERRAFORM_BINARY_NAME"];
  const command = named === undefined || named === "" ? "terraform" : named;
  const run = spawnSync(command, ["version", "-json"], {
    encoding: "utf8",
    env: { ...environment, CHECKPOINT_DISABLE: "1" },
  });
  if (run.error) throw new TerraformMissingError(`"${command}" was not found (${run.error.message}).`, platform);
  const version = readVersion(run.stdout);
  if (version === undefined)
    throw new TerraformMissingError(`"${command} version -json" did not answer with a version.`, platform);
  if (isOlder(version)) throw new TerraformMissingError(`"${command}" is version ${version}.`, platform);
  return { command, version };
}

function readVersion(output: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(output);
    if (typeof answer === "object" && answer !== null && "terraform_version" in answer)
      return String(answer.terraform_version);
  } catch {
    // Answered below: what is not JSON has no version.
  }
  return undefined;
}

function isOlder(version: string): boolean {
  const parts = version.split(/[.-]/).map(Number);
  for (const [index, minimum] of MINIMUM.entries()) {
    const part = parts[index] ?? 0;
    if (part !== minimum) return part < minimum;
  }
  return false;
}

function installLine(platform: NodeJS.Platform): string {
  switch (platform) {
    case "darwin":
      return "brew install hashicorp/tap/terraform";
    case "win32":
      return "winget install Hashicorp.Terraform";
    default:
      return "https://developer.hashicorp.com/terraform/install lists the packages for apt, dnf and others";
  }
}
