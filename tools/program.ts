import { Command } from "commander";

/**
 * The command line of a program. `--help` is there by itself; a command line that is wrong ends the process with exit
 * code 2.
 *
 * @param script its name in package.json
 */
export function program(script: string, description: string): Command {
  return new Command(`npm run ${script} --`)
    .description(description)
    .addHelpText("after", "\nExit codes: 0 done; 1 failed, and the last lines say why; 2 the command line is wrong.")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
}

/** Runs a program's work. An error ends it with exit code 1 and its message; EVENT_LAKE_DEBUG=1 shows the stack, too. */
export function runProgram(work: () => unknown): void {
  new Promise((resolve) => {
    resolve(work());
  }).catch((error: unknown) => {
    const known = error instanceof Error ? error : new Error(String(error));
    const text = process.env["EVENT_LAKE_DEBUG"] ? (known.stack ?? known.message) : known.message;
    process.stderr.write(`${text}\n`);
    process.exitCode = 1;
  });
}

/** Shows of Terraform's progress what has been finished, a line each. */
export function printFinished({ done, total, finished }: { done: number; total: number; finished?: string }): void {
  if (finished !== undefined) process.stdout.write(`${done} of ${total}  ${finished}\n`);
}
