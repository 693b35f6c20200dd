import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { spawn } from "node:child_process";

/** Written last: an installation that was interrupted is made anew. */
const COMPLETE = "event-lake-complete";

export interface Installation {
  /** Begins the name of the folder. */
  readonly name: string;
  /** File that says what is installed: another content is another folder. */
  readonly manifest: string;
  /** Throws when what is needed is missing; runs before anything is made. */
  readonly prepare?: () => void;
  /** Fills the folder, which does not exist yet. */
  readonly install: (folder: string) => Promise<void>;
}

/**
 * The folder of an installation in the user's cache folder. It is made once per content of its manifest; of several
 * processes that want it at once, one makes it and the others wait.
 *
 * @param environment where XDG_CACHE_HOME is looked up
 * @throws whatever `prepare` and `install` throw; the next call tries again
 */
export async function installOnce(installation: Installation, environment: Environment): Promise<string> {
  const folder = folderOf(installation, environment);
  if (isComplete(folder)) return folder;
  installation.prepare?.();
  mkdirSync(path.dirname(folder), { recursive: true });
  await withInstallationLock(`${folder}.lock`, async () => {
    if (isComplete(folder)) return;
    rmSync(folder, { recursive: true, force: true });
    await installation.install(folder);
    writeFileSync(path.join(folder, COMPLETE), "");
  });
  return folder;
}

/** Throws what `installOnce` would throw for want of something, and installs nothing: to know before other long work begins. */
export function checkInstallation(installation: Installation, environment: Environment): void {
  if (!isComplete(folderOf(installation, environment))) installation.prepare?.();
}

function folderOf({ name, manifest }: Installation, environment: Environment): string {
  const hash = createHash("sha256").update(readFileSync(manifest)).digest("hex").slice(0, 12);
  return path.join(cacheFolder(environment), "event-lake", `${name}-${hash}`);
}

function isComplete(folder: string): boolean {
  return existsSync(path.join(folder, COMPLETE));
}

/** @see https://specifications.freedesktop.org/basedir-spec/latest/ (an empty or relative value counts as unset) */
function cacheFolder(environment: Environment): string {
  const named = environment["XDG_CACHE_HOME"];
  return named !== undefined && path.isAbsolute(named) ? named : path.join(os.homedir(), ".cache");
}

const DEADLINE_MILLISECONDS = 600_000;

/**
 * Lets one process at a time of this machine do some work; the others wait. A lock left by a process that is gone is taken
 * over.
 *
 * @param lockFile holds the process id of who works; its folder exists
 * @throws Error after ten minutes of waiting, and whatever the work throws
 */
export async function withInstallationLock<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + DEADLINE_MILLISECONDS;
  while (!take(lockFile)) {
    const owner = ownerOf(lockFile);
    if (owner !== undefined && !isRunning(owner)) rmSync(lockFile, { force: true });
    else if (Date.now() > deadline) {
      throw new Error(
        `Another process (${owner ?? "unknown"}) has held ${lockFile} for ten minutes. Wait for it, or delete the file.`,
      );
    } else await new Promise((resolve) => setTimeout(resolve, 100));
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function take(lockFile: string): boolean {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** Undefined while the file is being written, or when it is gone again. */
function ownerOf(lockFile: string): number | undefined {
  try {
    const processId = Number(readFileSync(lockFile, "utf8"));
    return processId > 0 ? processId : undefined;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}

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
