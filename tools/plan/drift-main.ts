import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { environmentNames } from "../../environments/environment-named";
import { stackFolder, synthesise } from "../synth/synthesise";
import { findDrift } from "../../packages/plan-review/src/drift";
import { environmentStack, PROJECT } from "./environment-stack";

const command = new Command("npm run drift --")
  .description("Says what was changed in an environment outside of Terraform. Changes nothing.")
  .argument("<environment>", `one of ${environmentNames.join(", ")}`)
  .option("--output <folder>", "where drift.json is written", path.join(PROJECT, "plan-review"))
  .addHelpText(
    "after",
    "\nExit codes:\n  0  everything is as deployed\n  1  error\n  2  something drifted\n\nUses the AWS credentials of your shell; they need to read only.",
  )
  .parse();

drift(command.args[0] ?? "", command.opts<{ output: string }>().output).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function drift(environment: string, output: string): Promise<void> {
  const stack = environmentStack(environment);
  const folder = path.join(path.resolve(output), environment);
  const file = path.join(folder, "drift.json");
  rmSync(file, { force: true });
  const outputFolder = path.join(PROJECT, "cdktf.out");
  await synthesise(outputFolder);
  const found = await findDrift({ folder: stackFolder(outputFolder, stack), stack });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(found, undefined, 2)}\n`);
  for (const { address, deleted, attributes } of found.resources) {
    const what = deleted ? ["deleted"] : attributes.map(({ attribute }) => attribute);
    process.stdout.write(`${address}: ${what.join(", ")}\n`);
  }
  process.stdout.write(`${stack}: ${found.resources.length} resources drifted.\n`);
  process.exitCode = found.resources.length === 0 ? 0 : 2;
}
