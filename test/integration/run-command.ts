import { spawn } from "node:child_process";

/** From when on a command hangs: less than the limits of the tests of whole demos, since Jest's own limit says nothing of it. */
const LIMIT_MILLISECONDS = 20 * 60_000;
/** For what it has started itself. */
const TIME_TO_STOP_MILLISECONDS = 60_000;

export interface CommandResult {
  readonly exitCode: number | null;
  /** What it printed, both streams in the order in which they came. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with everything that was printed so far. */
  readonly onOutput?: (output: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs a command to its end, or for twenty minutes; what it printed says where it hangs, and nothing of it goes on. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: { ...process.env, NO_COLOR: "1", ...options.env } });
    let output = "";
    const append = (chunk: Buffer) => {
      output += chunk.toString();
      options.onOutput?.(output, (signal) => child.kill(signal));
    };
    child.stdout.on("data", append);
    child.stderr.on("data", append);
    const interrupt = setTimeout(() => {
      append(Buffer.from(`\nNot over after ${LIMIT_MILLISECONDS / 60_000} minutes: interrupted.\n`));
      child.kill("SIGTERM");
    }, LIMIT_MILLISECONDS);
    const kill = setTimeout(() => child.kill("SIGKILL"), LIMIT_MILLISECONDS + TIME_TO_STOP_MILLISECONDS);
    child.once("error", reject);
    child.once("close", (exitCode) => {
      clearTimeout(interrupt);
      clearTimeout(kill);
      resolve({ exitCode, output });
    });
  });
}

/** One of this project's programs, as its npm script runs it. */
export function runProgram(
  cwd: string,
  program: string,
  args: readonly string[] = [],
  options: Omit<CommandOptions, "cwd"> = {},
) {
  return runCommand(process.execPath, ["--require", "./tools/run-typescript.cjs", program, ...args], {
    cwd,
    ...options,
  });
}
