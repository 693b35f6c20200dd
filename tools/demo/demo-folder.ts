import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Everything that the demo writes: stacks, logs, and the lake's files. */
export const DEMO_FOLDER = path.join(__dirname, "..", "..", ".cache", "demo");

/**
 * Takes the folder for this process: two demos in one would overwrite each other's stacks.
 *
 * @returns gives it back
 * @throws Error naming the process that has it
 */
export function takeDemoFolder(folder = DEMO_FOLDER): () => void {
  const file = path.join(folder, "process-id");
  mkdirSync(folder, { recursive: true });
  const owner = ownerOf(file);
  if (owner !== undefined && isAlive(owner)) {
    throw new Error(
      `Another demo is running in this checkout (process ${owner}). Wait for it, or stop it: kill -INT ${owner}`,
    );
  }
  writeFileSync(file, String(process.pid));
  return () => {
    rmSync(file, { force: true });
  };
}

function ownerOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process runs. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
