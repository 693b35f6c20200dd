import { readFileSync, rmSync, writeFileSync } from "node:fs";

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
