import { InvalidArgumentError, Option } from "commander";
import { environmentNamed, environmentNames } from "../../environments/environment-named";
import { asOperator } from "../operator-clients";
import { operatorPolicy } from "../operator-rights";
import { program, runProgram } from "../program";
import { StageLog } from "../stage-log";
import { checkPlace, type Place, placeOf, PLACES } from "./places";
import { redrivenText, waitingLines } from "./redrive-report";
import { type Selection, total } from "./redriven";

interface RedriveOptions extends Selection {
  readonly from: Place;
  readonly dryRun: boolean;
  readonly policy: boolean;
}

const command = program(
  "redrive",
  "Brings back the events that were set aside, once the cause is gone. What still fails stays set aside, with its new reason. May be killed and repeated: each event is stored once.",
)
  .argument("<environment>", `one of ${environmentNames.join(", ")}`)
  .addOption(new Option("--from <place>", "where the events wait").choices(PLACES).makeOptionMandatory())
  .option("--since <time>", "only what was set aside then or later: 2026-11-30 or 2026-11-30T10:00:00Z", time)
  .option("--reason <reason>", "only what was set aside for it, as --dry-run names it")
  .option("--event <name>", "only events of this name, such as payment:order:completed")
  .option("--dry-run", "say what waits there, by reason, and change nothing", false)
  .option("--policy", "print the policy that the role of an operator needs, and do nothing", false)
  .addHelpText(
    "after",
    `
failures    batches that Lambda gave up, in the failures bucket: they go through the function again
quarantine  rows of the table quarantine: the curation job reads their files again, for instance after a contract was corrected
duplicates  messages of the duplicates queue: stored where the first record never arrived
errors      what Firehose could not deliver, below errors/: it goes to the delivery stream again

Exit code 1 also when something is left. Uses the AWS credentials and the endpoint (AWS_ENDPOINT_URL) of your shell: after
"npm run demo -- --keep", source the file that it names. docs/operate.md says more.`,
  )
  .parse();

runProgram(async () => {
  const environment = environmentNamed(command.args[0] ?? "");
  const { from, dryRun, policy, ...selection } = command.opts<RedriveOptions>();
  if (policy) {
    process.stdout.write(operatorPolicy(environment));
    return;
  }
  checkPlace(environment, from, selection);
  await asOperator(environment, async (clients) => {
    const place = placeOf(environment, from, clients);
    const log = new StageLog();
    if (dryRun) {
      const waiting = await log.stage("look", () => place.look(selection));
      process.stdout.write(
        [`${total(waiting)} ${place.counted} wait in ${from}.`, ...waitingLines(waiting), ""].join("\n"),
      );
      return;
    }
    const redriven = await log.stage("redrive", (progress) => place.redrive(selection, progress));
    process.stdout.write(redrivenText(redriven, place.counted));
    if (total(redriven.left) > 0) {
      throw new Error(`${total(redriven.left)} ${place.counted} are left in ${from}, for the reasons above.`);
    }
  });
});

function time(text: string): Date {
  const at = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(at.getTime())) return at;
  throw new InvalidArgumentError(`it is no time. Write 2026-11-30 or 2026-11-30T10:00:00Z.`);
}
