import { spawn } from "node:child_process";

/** Variables of a process, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs a program that has nothing to say when all goes well.
 *
 * @throws Error with the command and all that it printed, when its exit code is not 0 or it cannot be started
 */
export function runToEnd(command: string, args: readonly string[], environment: Environment): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    const output: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `${command} ${args.join(" ")} ended with exit code ${code ?? "none"}:\n${Buffer.concat(output).toString()}`,
          ),
        );
    });
  });
}
