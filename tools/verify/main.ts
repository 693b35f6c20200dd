import { environmentNamed, environmentNames } from "../../environments/environment-named";
import { loadEventContracts } from "../../events/event-contracts";
import { StageLog } from "../stage-log";
import { program, runProgram } from "../program";
import { verificationCost } from "./verification-cost";
import { probeTable, verdictText, verify } from "./verify";
import { verifyClients } from "./verify-clients";
import { verifyPolicy } from "./verify-rights";

const command = program(
  "verify",
  "Proves that a deployed environment works: sends 250 events of a contract of its own (platform:probe: unique, duplicate, late and corrupted ones), waits for them at every station of the path, reads them through Athena, looks at the alarms, and removes what it sent.",
)
  .argument("<environment>", `one of ${environmentNames.join(", ")}`)
  .option("--dry-run", "say what it would do and what that costs, and do nothing", false)
  .option("--policy", "print the policy that the role of who verifies needs, and do nothing", false)
  .addHelpText(
    "after",
    `
Uses the AWS credentials and the endpoint (AWS_ENDPOINT_URL) of your shell: after "npm run demo -- --keep", source the file
that it names. They must be a role's that has the policy of --policy and is a reader of the lake (readers: events "all",
personal and rawData true). docs/verify.md says more.`,
  )
  .parse();

runProgram(async () => {
  const environment = environmentNamed(command.args[0] ?? "");
  const contracts = loadEventContracts();
  const { dryRun, policy } = command.opts<{ dryRun: boolean; policy: boolean }>();
  if (dryRun || policy) {
    process.stdout.write(dryRun ? verificationCost(environment) : verifyPolicy(environment, probeTable(contracts)));
    return;
  }
  const clients = verifyClients(environment.region);
  try {
    const log = new StageLog();
    const results = await verify({ environment, contracts, clients, log });
    process.stdout.write(`\n${verdictText(results)}\n`);
    const failed = results.filter(({ passed }) => !passed).map(({ station }) => station);
    if (failed.length > 0) throw new Error(`${environment.name} does not work: ${failed.join(", ")}.`);
    process.stdout.write(`${environment.name} works: every event was where it belongs, once, and is removed.\n`);
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
});
