import { readFileSync } from "node:fs";
import path from "node:path";
import { environmentNamed, environmentNames } from "../../environments/environment-named";
import { loadEventContracts } from "../../events/event-contracts";
import { EnvironmentCosts } from "../cost/environment-cost";
import { measuredFigures } from "../cost/measured-figures";
import { asOperator } from "../operator-clients";
import { program, runProgram } from "../program";
import { environmentStatus } from "../status/environment-status";
import { consoleState } from "./console-state";
import { startConsole } from "./console-server";
import { LakeQuestions } from "./lake-questions";

const PERFORMANCE = path.join(__dirname, "../../docs/performance.md");
/** Milliseconds for which an answer is kept: many tabs ask AWS once. */
const KEPT = 4_000;

const command = program(
  "console",
  "Serves a page about a deployed environment on 127.0.0.1: its path with live rates and ages, what is wrong, what was set aside, tables, runs, cost. Changes nothing. Ends with Ctrl+C.",
)
  .argument("<environment>", `one of ${environmentNames.join(", ")}`)
  .option("--port <number>", "port on 127.0.0.1 (default: a free one)", "0")
  .addHelpText(
    "after",
    `
Uses the AWS credentials and the endpoint (AWS_ENDPOINT_URL) of your shell, with the rights that npm run status --policy prints.
Whoever has the printed address sees what they may read. docs/operate.md says more.`,
  )
  .parse();

runProgram(async () => {
  const environment = environmentNamed(command.args[0] ?? "");
  const costs = new EnvironmentCosts(loadEventContracts().length, measuredFigures(readFileSync(PERFORMANCE, "utf8")));
  const cost = costs.monthly(environment);
  await asOperator(environment, async (clients) => {
    const questions = new LakeQuestions(environment, clients);
    const state = kept(KEPT, async () => consoleState(await environmentStatus(environment, clients), cost));
    const served = await startConsole(
      {
        "state.json": state,
        quarantine: () => questions.quarantine(),
        event: (parameters) => questions.event(parameters.get("uuid") ?? ""),
        rows: (parameters) => questions.rows(parameters.get("table") ?? ""),
      },
      Number(command.opts<{ port: string }>().port),
    );
    process.stdout.write(`${served.url}\nCtrl+C ends it.\n`);
    await new Promise((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
    });
    await served.stop();
  });
});

/** The answer of before while it is not older, and one question at a time. */
function kept<T>(milliseconds: number, ask: () => Promise<T>): () => Promise<T> {
  let latest: Promise<T> | undefined;
  let askedAt = -Infinity;
  return () => {
    if (latest === undefined || Date.now() - askedAt > milliseconds) {
      askedAt = Date.now();
      latest = ask();
      latest.catch(() => {
        latest = undefined;
      });
    }
    return latest;
  };
}
