import { spawn } from "node:child_process";
import path from "node:path";

const PROJECT = path.join(__dirname, "..", "..");

/** The app stopped before anything was synthesised; the message is what it said. */
export class SynthesisError extends Error {
  constructor(output: string) {
    super(output);
    this.name = "SynthesisError";
  }
}

/** The program of an app, below the folder of the project. */
export interface AppProgram {
  readonly file: string;
  readonly args: readonly string[];
}

const MAIN: AppProgram = { file: "main.ts", args: [] };

/**
 * Runs the app, as `cdktf synth` would, without the CLI in between.
 *
 * @param outputFolder where the stacks are written
 * @param project folder of the app, this repository by default
 * @param program what is run, `main.ts` by default
 * @throws SynthesisError with what the app printed, when it stops
 */
export function synthesise(outputFolder: string, project = PROJECT, program = MAIN): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--require", "./tools/synth/run-app.cjs", program.file, ...program.args], {
      cwd: project,
      env: { ...process.env, CDKTF_OUTDIR: outputFolder },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const output: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
    child.once("error", reject);
    child.once("close", (exitCode) => {
      if (exitCode === 0) resolve();
      else reject(new SynthesisError(Buffer.concat(output).toString()));
    });
  });
}

/** Folder of one synthesised stack. */
export function stackFolder(outputFolder: string, stack: string): string {
  return path.join(outputFolder, "stacks", stack);
}
