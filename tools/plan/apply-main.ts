import path from "node:path";
import { Command } from "commander";
import { environmentNames } from "../../environments/environment-named";
import { stackFolder, synthesise } from "../synth/synthesise";
import { applyReviewedPlan } from "../../packages/plan-review/src/apply-reviewed-plan";
import { acknowledgementsOf, utcDay } from "../../packages/plan-review/src/acknowledgements";
import { environmentStack, PROJECT } from "./environment-stack";

const command = new Command("npm run apply --")
  .description(
    "Applies exactly the plan that `npm run plan` saved and reviewed. Refuses another plan, other code, a plan that Terraform refused, and one with a finding that nobody has acknowledged.",
  )
  .argument("<environment>", `one of ${environmentNames.join(", ")}`)
  .option("--reviews <folder>", "where plan and review lie", path.join(PROJECT, "plan-review"))
  .addHelpText("after", "\nUses the AWS credentials of your shell, which must belong to the environment's account.")
  .parse();

apply(command.args[0] ?? "", command.opts<{ reviews: string }>().reviews).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function apply(environment: string, reviews: string): Promise<void> {
  const stack = environmentStack(environment);
  const outputFolder = path.join(PROJECT, "cdktf.out");
  await synthesise(outputFolder);
  const changed = await applyReviewedPlan({
    folder: stackFolder(outputFolder, stack),
    reviewFolder: path.join(reviews, environment),
    acknowledgements: acknowledgementsOf(PROJECT),
    today: utcDay(),
    onProgress: ({ done, finished }) => {
      if (finished !== undefined) process.stdout.write(`${done}  ${finished}\n`);
    },
  });
  process.stdout.write(
    changed === "unchanged" ? `${stack}: nothing to change.\n` : `${stack}: ${changed} resources changed.\n`,
  );
}
