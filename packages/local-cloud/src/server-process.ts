import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";

export interface StartOptions {
  /** Name of the server, for the message. */
  readonly name: string;
  readonly logFile: string;
  /** What its log says when it is there. */
  readonly started: RegExp;
  readonly deadlineMilliseconds: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/**
 * Waits until a server says in its log that it has started.
 *
 * @returns what its log said
 * @throws Error with the server's own last words when it ends, or says nothing in time
 */
export async function waitUntilStarted(child: ChildProcess, options: StartOptions): Promise<RegExpExecArray> {
  const { name, logFile, started, deadlineMilliseconds, signal } = options;
  const deadline = Date.now() + deadlineMilliseconds;
  let failure: Error | undefined;
  child.once("error", (error) => {
    failure = error;
  });
  for (;;) {
    const text = readFileSync(logFile, "utf8");
    const said = started.exec(text);
    if (said !== null) return said;
    signal?.throwIfAborted();
    if (failure || !isRunning(child) || Date.now() > deadline) {
      throw new Error(
        `${name} did not start (${failure?.message ?? `exit code ${child.exitCode ?? "none"}`}); its log, ${logFile}, ends with:\n${text.slice(-2000)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Kills a server, and resolves when it has ended. */
export function endProcess(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => {
      resolve();
    });
    child.kill("SIGKILL");
  });
}

export function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
