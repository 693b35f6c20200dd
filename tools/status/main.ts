import { environmentNamed, environmentNames } from "../../environments/environment-named";
import { asOperator } from "../operator-clients";
import { operatorPolicy } from "../operator-rights";
import { program, runProgram } from "../program";
import { environmentStatus } from "./environment-status";
import { findings, statusScreen } from "./status-screen";

const command = program(
  "status",
  "Shows a deployed environment on one screen: rates, ages, what was set aside, the last runs of the job, the newest event of each table, the alarms. Changes nothing.",
)
  .argument("<environment>", `one of ${environmentNames.join(", ")}`)
  .option("--policy", "print the policy that the role of an operator needs, and do nothing", false)
  .addHelpText(
    "after",
    `
Exit code 1 also when the environment is not healthy: an alarm rings, consumption is off, events wait for a redrive, a run of
the job failed or is late. Uses the AWS credentials and the endpoint (AWS_ENDPOINT_URL) of your shell. docs/operate.md says more.`,
  )
  .parse();

runProgram(async () => {
  const environment = environmentNamed(command.args[0] ?? "");
  if (command.opts<{ policy: boolean }>().policy) {
    process.stdout.write(operatorPolicy(environment));
    return;
  }
  await asOperator(environment, async (clients) => {
    const status = await environmentStatus(environment, clients);
    process.stdout.write(statusScreen(status));
    if (findings(status).length > 0) process.exitCode = 1;
  });
});
