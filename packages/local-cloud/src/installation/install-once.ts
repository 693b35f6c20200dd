import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { withInstallationLock } from "./installation-lock";
import type { Environment } from "./run-to-end";

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
