import { spawn } from "node:child_process";

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

/** Runs a command to its end. */
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
    child.once("error", reject);
    child.once("close", (exitCode) => {
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
