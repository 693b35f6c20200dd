import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Folder of the AWS provider inside a file-system mirror. */
const PROVIDER = path.join("registry.terraform.io", "hashicorp", "aws");

/** Folders whose direct children are looked at for a mirror, beside those that Terraform knows by itself. */
const USUAL_ROOTS = ["/opt", "/usr/share", "/usr/local/share", path.join(os.homedir(), ".terraform.d")];

/**
 * Finds a file-system mirror of the AWS provider: the folder that EVENT_LAKE_PROVIDER_MIRROR names, or one under the usual
 * roots.
 *
 * @returns undefined when there is none: Terraform then downloads the provider itself
 * @throws Error when the variable names a folder without the provider
 */
export function findProviderMirror(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  roots: readonly string[] = USUAL_ROOTS,
): string | undefined {
  const named = environment["EVENT_LAKE_PROVIDER_MIRROR"];
  if (named !== undefined && named !== "") {
    if (existsSync(path.join(named, PROVIDER))) return named;
    throw new Error(
      `EVENT_LAKE_PROVIDER_MIRROR is "${named}", which has no folder ${PROVIDER}. Name the folder that holds registry.terraform.io, or unset the variable.`,
    );
  }
  return roots.flatMap(childFolders).find((folder) => existsSync(path.join(folder, PROVIDER)));
}

/**
 * The file for TF_CLI_CONFIG_FILE: the user's own if it exists, otherwise one that is written into `folder` and names
 * the mirror, if any.
 */
export function terraformCliConfig(
  folder: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  roots: readonly string[] = USUAL_ROOTS,
): string {
  const own = environment["TF_CLI_CONFIG_FILE"];
  if (own !== undefined && existsSync(own)) return own;
  const mirror = findProviderMirror(environment, roots);
  const file = path.join(folder, "terraform.tfrc");
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, cliConfig(mirror));
  return file;
}

function cliConfig(mirror: string | undefined): string {
  const lines = ["disable_checkpoint = true"];
  if (mirror !== undefined) {
    lines.push(
      "provider_installation {",
      "  filesystem_mirror {",
      `    path    = ${JSON.stringify(mirror)}`,
      '    include = ["registry.terraform.io/hashicorp/aws"]',
      "  }",
      "  direct {",
      '    exclude = ["registry.terraform.io/hashicorp/aws"]',
      "  }",
      "}",
    );
  }
  return `${lines.join("\n")}\n`;
}

function childFolders(root: string): string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(root, entry.name));
  } catch {
    return [];
  }
}
