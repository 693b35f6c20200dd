import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { terraformCliConfig } from "@event-lake/plan-review/terraform";
import { DEMO_FOLDER } from "./demo-folder";
import type { KeptLake } from "./run-demo";

/** Says how to work on the lake from another terminal, and waits for a Ctrl-C. */
export async function stayUp({ cloud, deployment, environment }: KeptLake, signal: AbortSignal): Promise<void> {
  const here = (file: string) => path.relative(process.cwd(), path.join(DEMO_FOLDER, file));
  const shell = here("environment.sh");
  writeShellEnvironment(shell, cloud.environment, path.join(DEMO_FOLDER, "terraform"));
  process.stdout.write(`
The lake is up at ${cloud.endpoint}. Ctrl-C stops it.

To work on it from another terminal:
  source ${shell}
  npx cdktf diff ${deployment.lakeStack} --output ${here("cdktf.out")}
  npm run query -- ${environment.name} "SELECT created_date, count(*) AS events FROM uncontracted_event GROUP BY created_date"

To query the files that the last demo left, also when it is down:
  npm run query -- ${environment.name} --engine duckdb "SELECT created_date, count(*) AS events FROM uncontracted_event GROUP BY ALL"
`);
  if (signal.aborted) return;
  // A signal alone does not keep a process alive.
  const alive = setInterval(() => undefined, 60_000);
  await once(signal, "abort");
  clearInterval(alive);
}

/** For a person's own shell Terraform's registry stays reachable: `terraform init -upgrade`, which the CDKTF CLI runs, asks it. */
const PROXIES = /^(https?|no)_proxy$/i;

/** Writes a file to `source` in a shell, so that every AWS client and Terraform in it work on the local cloud. */
function writeShellEnvironment(
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
