import { appendFileSync } from "node:fs";
import { Command } from "commander";
import { readActionsEnvironment } from "../../packages/plan-review/src/github/actions-environment";
import { connect } from "../../packages/plan-review/src/github/github-client";
import { reviewedRun } from "../../packages/plan-review/src/github/reviewed-run";

const command = new Command("npm run reviewed-run --")
  .description(
    "Finds the workflow run whose plans were reviewed in the pull request of a merge, and writes `run-id` to the step's outputs. For GitHub Actions.",
  )
  .requiredOption("--commit <sha>", "the commit that the merge made")
  .option("--workflow <file>", "workflow that plans", "pull-request.yml")
  .parse();

find(command.opts<{ commit: string; workflow: string }>()).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function find({ commit, workflow }: { commit: string; workflow: string }): Promise<void> {
  const { run, ...github } = readActionsEnvironment(process.env);
  const { pullRequest, runId } = await reviewedRun(connect(github), commit, workflow);
  const outputs = process.env["GITHUB_OUTPUT"];
  if (outputs !== undefined && outputs !== "") appendFileSync(outputs, `run-id=${runId}\n`);
  process.stdout.write(
    `Run ${run.number} applies the plans of run ${runId}, reviewed in pull request #${pullRequest}.\n`,
  );
}
