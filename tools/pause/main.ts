import { environmentNamed, environmentNames } from "../../environments/environment-named";
import { asOperator } from "../operator-clients";
import { operatorPolicy } from "../operator-rights";
import { program, runProgram } from "../program";
import { StageLog } from "../stage-log";
import { parts } from "./consumption";
import { safePause } from "./safe-pause";

const isPause = process.argv[2] === "pause";
const DESCRIPTIONS = {
  pause:
    "Stops an environment's consumption in order: the schedules of the job, then the reading of the stream. Producers go on. Says how long that is safe. What is paused already is left alone.",
  resume: "Starts what npm run pause has stopped, in the other order. What runs already is left alone.",
};

const script = isPause ? "pause" : "resume";
const command = program(script, DESCRIPTIONS[script])
  .argument("<environment>", `one of ${environmentNames.join(", ")}`)
  .option("--dry-run", "say what runs, and what would be changed, and change nothing", false)
  .option("--policy", "print the policy that the role of an operator needs, and do nothing", false)
  .addHelpText(
    "after",
    `
Uses the AWS credentials and the endpoint (AWS_ENDPOINT_URL) of your shell. docs/operate.md says more.`,
  )
  .parse([...process.argv.slice(0, 2), ...process.argv.slice(3)]);

runProgram(async () => {
  const environment = environmentNamed(command.args[0] ?? "");
  const { dryRun, policy } = command.opts<{ dryRun: boolean; policy: boolean }>();
  if (policy) {
    process.stdout.write(operatorPolicy(environment));
    return;
  }
  await asOperator(environment, async ({ glue, lambda }) => {
    const log = new StageLog();
    const ofPath = parts({ environment, glue, lambda });
    for (const part of isPause ? ofPath : [...ofPath].reverse()) {
      if (await part.isSet(!isPause)) log.line(script, `${part.name}: ${isPause ? "paused" : "runs"} already`);
      else if (dryRun) log.line(script, `${part.name}: would be ${isPause ? "paused" : "resumed"}`);
      else await log.stage(part.name, (progress) => part.set(!isPause, progress));
    }
    if (isPause)
      process.stdout.write(
        safePause(environment)
          .map((sentence) => `${sentence}\n`)
          .join(""),
      );
    else if (!dryRun) process.stdout.write(`${environment.name} consumes again.\n`);
  });
});
