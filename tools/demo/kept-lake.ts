import { writeFileSync } from "node:fs";
import { terraformCliConfig } from "../../packages/plan-review/src/terraform/provider-mirror";

/** For a person's own shell Terraform's registry stays reachable: `terraform init -upgrade`, which the CDKTF CLI runs, asks it. */
const PROXIES = /^(https?|no)_proxy$/i;

/** Writes a file to `source` in a shell, so that every AWS client and Terraform in it work on the local cloud. */
export function writeShellEnvironment(
  file: string,
  environment: Readonly<Record<string, string>>,
  terraformFolder: string,
): void {
  const variables = {
    ...environment,
    TF_CLI_CONFIG_FILE: terraformCliConfig(terraformFolder),
    CHECKPOINT_DISABLE: "1",
  };
  const lines = Object.entries(variables)
    .filter(([name]) => !PROXIES.test(name))
    .map(([name, value]) => (value === "" ? `unset ${name}` : `export ${name}='${value.replaceAll("'", `'\\''`)}'`));
  writeFileSync(file, `${lines.join("\n")}\n`);
}
