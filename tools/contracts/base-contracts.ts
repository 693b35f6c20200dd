import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Schema } from "../../events/resolved-schema";

/** The parsed contracts of a folder, by event name. @throws Error that names a file that is not JSON */
export function contractsInFolder(folder: string): ReadonlyMap<string, Schema> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return byName(files.map((file) => [file, readFileSync(path.join(folder, file), "utf8")]));
}

/**
 * The parsed contracts that a change starts from.
 *
 * @param base a folder, or a commit, branch or tag of the git repository in which the folder of the contracts is
 * @throws Error when it is neither
 */
export function baseContracts(base: string, folder: string): ReadonlyMap<string, Schema> {
  if (statSync(base, { throwIfNoEntry: false })?.isDirectory() === true) return contractsInFolder(base);
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  let files: readonly string[];
  try {
    const commit = git("rev-parse", "--verify", "--quiet", "--end-of-options", `${base}^{commit}`).trim();
    files = git("ls-tree", "--name-only", "-z", commit).split("\0");
  } catch (cause) {
    throw new Error(
      `--base ${base} is no folder, and git knows no commit of that name in which ${folder} is. Fetch it first: git fetch origin ${base}`,
      { cause },
    );
  }
  const contracts = files.filter((file) => file.endsWith(".json"));
  return byName(contracts.map((file) => [`${base}:${file}`, git("show", `${base}:./${file}`)]));
}

function byName(files: readonly (readonly [file: string, text: string])[]): ReadonlyMap<string, Schema> {
  return new Map(
    files.map(([file, text]) => {
      try {
        const contract = JSON.parse(text) as Schema;
        return [String(contract["x-event-name"]), contract];
      } catch (cause) {
        throw new Error(`${file} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
      }
    }),
  );
}
