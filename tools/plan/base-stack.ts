import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readStack } from "@event-lake/plan-review";
import { stackFolder, synthesise, SynthesisError } from "../synth/synthesise";

export interface BaseStackOptions {
  /** Folder of the CDKTF app, in a git repository. */
  readonly project: string;
  readonly stack: string;
  /** Commit, branch or tag that the change starts from. */
  readonly ref: string;
}

/**
 * Synthesises a stack as another commit has it, in a git worktree that is removed again. Packages are those of this checkout:
 * installing the older ones would take minutes.
 *
 * @returns the parsed `cdk.tf.json`; undefined when that commit has no such stack
 * @throws Error when git does not know the commit, or it does not synthesise
 */
export async function synthesiseBase({ project, stack, ref }: BaseStackOptions): Promise<unknown> {
  const commit = resolveCommit(project, ref);
  const folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-base-"));
  const worktree = path.join(folder, "worktree");
  try {
    git(project, "worktree", "add", "--detach", "--quiet", worktree, commit);
    symlinkSync(path.join(project, "node_modules"), path.join(worktree, "node_modules"));
    const outputFolder = path.join(folder, "cdktf.out");
    await synthesise(outputFolder, worktree);
    const synthesised = stackFolder(outputFolder, stack);
    return existsSync(synthesised) ? readStack(synthesised) : undefined;
  } catch (error) {
    if (!(error instanceof SynthesisError)) throw error;
    throw new Error(
      `The base commit ${ref} (${commit.slice(0, 12)}) does not synthesise with the packages of this checkout:\n${error.message}\nName a later base, or plan without --base: then what the code no longer says stays unseen.`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
    git(project, "worktree", "prune");
  }
}

function resolveCommit(project: string, ref: string): string {
  try {
    return git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`).trim();
  } catch {
    throw new Error(
      `git knows no commit "${ref}" in ${project}. Fetch it first: git fetch origin ${ref} (a CI checkout has one commit only, unless fetch-depth is 0).`,
    );
  }
}

function git(folder: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
