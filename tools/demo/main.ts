import path from "node:path";
import { parseDemoOptions } from "./demo-options";
import { DEMO_FOLDER, takeDemoFolder } from "./demo-folder";
import { runDemo, type DemoContext } from "./run-demo";
import { writeShellEnvironment } from "./kept-lake";
import { StageLog } from "./stage-log";

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    interruption.abort();
  });
}

const options = parseDemoOptions(process.argv.slice(2));
const log = new StageLog();

demo().then(
  (passed) => {
    process.exitCode = passed ? 0 : 1;
  },
  (error: unknown) => {
    if (interruption.signal.aborted) {
      log.line("interrupted", "everything that was started is stopped");
      process.exitCode = 130;
      return;
    }
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);

async function demo(): Promise<boolean> {
  const giveBack = takeDemoFolder();
  try {
    return await runDemo({ options, log, signal: interruption.signal, onKept: stayUp });
  } finally {
    giveBack();
  }
}

/** Prints how to work on the kept cloud, and waits for a Ctrl-C. */
async function stayUp({ cloud, deployment }: Parameters<DemoContext["onKept"]>[0]): Promise<void> {
  const here = (file: string) => path.relative(process.cwd(), path.join(DEMO_FOLDER, file));
  const shell = here("environment.sh");
  writeShellEnvironment(shell, cloud.environment, path.join(DEMO_FOLDER, "terraform"));
  process.stdout.write(
    [
      "",
      `The lake is up at ${cloud.endpoint}. Ctrl-C stops it.`,
      "",
      "To work on it from another terminal:",
      `  source ${shell}`,
      `  npx cdktf diff ${deployment.lakeStack} --output ${here("cdktf.out")}`,
      "",
      "To query what the last demo made, also when it is down:",
      `  npm run query -- "SELECT created_date, count(*) AS events FROM account_created_event GROUP BY ALL"`,
      "",
    ].join("\n"),
  );
  await new Promise<void>((resolve) => {
    interruption.signal.addEventListener("abort", () => {
      resolve();
    });
    // Signals alone do not keep a process alive.
    const alive = setInterval(() => undefined, 60_000);
    interruption.signal.addEventListener("abort", () => {
      clearInterval(alive);
    });
  });
}
