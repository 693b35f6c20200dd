import { parseDemoOptions } from "./demo-options";
import { takeDemoFolder } from "./demo-folder";
import { stayUp } from "./kept-lake";
import { runDemo } from "./run-demo";
import { StageLog } from "../stage-log";

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
    return await runDemo({
      options,
      log,
      signal: interruption.signal,
      onKept: (kept) => stayUp(kept, interruption.signal),
    });
  } finally {
    giveBack();
  }
}
