import path from "node:path";
import { environmentNamed, environmentNames } from "../../environments/environment-named";
import { afterBootstrap } from "../bootstrap/missing-bootstrap";
import { printFinished, program, runProgram } from "../program";
import { stackFolder, synthesise } from "../synth/synthesise";
import { Terraform } from "@event-lake/plan-review/terraform";
import { recoverDeployment } from "./recover-deployment";

const PROJECT = path.join(__dirname, "..", "..");

const command = program(
  "recover",
  "Finishes a deployment that was killed: applies the environment's stack, and takes what AWS has already, but the state has not, into the state.",
)
  .argument("<environment>", `one of ${environmentNames.join(", ")}`)
  .option("--unlock <id>", "first remove the state lock that the killed run left; Terraform's message names its ID")
  .addHelpText("after", "\nUses the AWS credentials of your shell. Make sure that no other run is alive.")
  .parse();

runProgram(() => recover(command.args[0] ?? "", command.opts<{ unlock?: string }>().unlock));

async function recover(name: string, lockId: string | undefined): Promise<void> {
  const environment = environmentNamed(name);
  const outputFolder = path.join(PROJECT, "cdktf.out");
  await synthesise(outputFolder);
  const folder = stackFolder(outputFolder, `${environment.namePrefix}-${environment.name}`);
  const terraform = new Terraform({ folder });
  await afterBootstrap(name, () => terraform.init("-reconfigure"));
  if (lockId !== undefined) await terraform.forceUnlock(lockId);
  const adopted = await recoverDeployment({
    ...environment,
    folder,
    onProgress: printFinished,
    onAdopted: (address, id) => {
      process.stdout.write(`exists already: ${address} (${id}); taking it into the state\n`);
    },
  });
  process.stdout.write(`Finished. ${adopted} resources were taken into the state.\n`);
}
