import { spawn } from "node:child_process";
import { once } from "node:events";
import { PROCESSING, type Processing } from "../../environments/schema";
import { keptRights } from "../demo/verdict/rights-in-use";
import { program, runProgram } from "../program";
import { NEEDED_ON_AWS } from "./needed-on-aws";
import { proveRights, rightTable } from "./right-table";

const command = program(
  "prove-rights",
  "Runs the demo in every mode, takes each action out of each role's policy, decides all of its calls again, and prints what would have failed. Ends with 1 when nothing needs an action.",
)
  .option("--env <name>", "environment to deploy", "staging")
  .option("--count <number>", "events of the sample", "8400")
  .option("--skip-demo", "take the last runs of the demo")
  .parse();

const options = command.opts<{ env: string; count: string; skipDemo?: true }>();

runProgram(async () => {
  const runs = new Map<Processing, ReturnType<typeof keptRights>>();
  for (const mode of PROCESSING) {
    if (options.skipDemo !== true) await demo(mode);
    runs.set(mode, keptRights(mode));
  }
  const rights = proveRights(runs, NEEDED_ON_AWS);
  process.stdout.write(rightTable(rights));
  const unneeded = rights.filter(({ withoutIt }) => withoutIt === undefined);
  if (unneeded.length > 0) {
    throw new Error(
      `${unneeded.length} of ${rights.length} rights are needed by nothing: take them out of the policy, or say in tools/prove-rights/needed-on-aws.ts why AWS needs them.`,
    );
  }
});

async function demo(mode: Processing): Promise<void> {
  const { env, count } = options;
  const child = spawn("npm", ["run", "demo", "--", "--env", env, "--mode", mode, "--count", count], {
    stdio: ["ignore", process.stderr, "inherit"],
  });
  const [exitCode] = (await once(child, "close")) as [number | null];
  if (exitCode !== 0) throw new Error(`The demo of ${env} with --mode ${mode} failed. Mend that first.`);
}
