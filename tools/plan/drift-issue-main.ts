import { Command } from "commander";
import { environmentNames } from "../../environments/environment-named";
import { readDrift } from "../../packages/plan-review/src/drift";
import { readActionsEnvironment } from "../../packages/plan-review/src/github/actions-environment";
import { connect } from "../../packages/plan-review/src/github/github-client";
import { publishDriftIssue } from "../../packages/plan-review/src/github/drift-issue";
import { environmentStack } from "./environment-stack";
import { filesInFolders } from "../../packages/plan-review/src/plan-command/files-in-folders";

interface Options {
  readonly drifts: string[];
  readonly environments: string[];
}

const command = new Command("npm run drift-issue --")
  .description(
    "Opens, updates or closes the one issue that says what drifted. For GitHub Actions: reads GITHUB_TOKEN and the variables that every job has.",
  )
  .requiredOption("--drifts <folder...>", "folders with a drift.json, or with folders that have one")
  .option("--environments <name...>", "environments that must have been looked at", environmentNames)
  .parse();

publish(command.opts<Options>()).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function publish({ drifts: folders, environments }: Options): Promise<void> {
  const { run, ...github } = readActionsEnvironment(process.env);
  const drifts = filesInFolders("drift.json", folders).map(({ file, text }) => readDrift(text, file));
  const seen = new Set(drifts.map(({ stack }) => stack));
  const publication = await publishDriftIssue(connect(github), {
    drifts,
    unknown: environments.map(environmentStack).filter((stack) => !seen.has(stack)),
    everything: `drift.json in the artefacts of run ${run.number}`,
  });
  process.stdout.write(`Drift issue: ${publication}.\n`);
}
