import path from "node:path";
import { LakeFormationClient } from "@aws-sdk/client-lakeformation";
import { environments } from "../../environments";
import { environmentNamed, environmentNames } from "../../environments/environment-named";
import { accountStackId } from "../../stacks/account-stack";
import { printFinished, program, runProgram } from "../program";
import { stackFolder, synthesise } from "../synth/synthesise";
import { bootstrapAccount } from "./bootstrap-account";
import { checkLakeFormationSettings, namedAdministrators } from "./lake-formation-settings";

const PROJECT = path.join(__dirname, "..", "..");

const command = program(
  "bootstrap",
  "Prepares the AWS account of an environment, once: deploys its account stack (state bucket, Lake Formation settings) with local state, and then moves that state into the bucket. Safe to run again.",
)
  .argument("<environment>", `one of ${environmentNames.join(", ")}`)
  .option(
    "--replace-lake-formation-settings",
    "replace the administrators and default permissions that the account has and the environment does not name",
  )
  .addHelpText("after", "\nUses the AWS credentials of your shell, which must belong to the environment's account.")
  .parse();

runProgram(() => bootstrap(command.args[0] ?? ""));

async function bootstrap(name: string): Promise<void> {
  const environment = environmentNamed(name);
  const stack = accountStackId(environment);
  if (command.opts<{ replaceLakeFormationSettings?: true }>().replaceLakeFormationSettings !== true) {
    const client = new LakeFormationClient({ region: environment.region });
    await checkLakeFormationSettings(client, name, namedAdministrators(environment, environments));
  }
  const outputFolder = path.join(PROJECT, "cdktf.out");
  await synthesise(outputFolder);
  const changed = await bootstrapAccount({
    folder: stackFolder(outputFolder, stack),
    stateFile: path.join(PROJECT, `terraform.${stack}.tfstate`),
    onProgress: printFinished,
  });
  process.stdout.write(
    `${stack}: ${changed} resources changed, state in its bucket.\nNext: npx cdktf deploy ${environment.namePrefix}-${environment.name}\n`,
  );
}
