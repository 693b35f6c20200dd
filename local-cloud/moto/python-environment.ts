import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const REQUIREMENTS = path.join(__dirname, "requirements.txt");
/** Written last: an installation that was interrupted is made anew. */
const COMPLETE = "event-lake-complete";

/**
 * The virtual environment that holds moto: the one that EVENT_LAKE_MOTO_VENV names, or one that is made once per content of
 * requirements.txt and kept in the user's cache folder.
 *
 * @param onProgress told when something slow begins
 * @returns the environment's folder
 * @throws Error naming what is missing, and the line that installs it
 */
export async function pythonEnvironment(
  onProgress: (message: string) => void,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const named = environment["EVENT_LAKE_MOTO_VENV"];
  if (named !== undefined && named !== "") {
    if (existsSync(path.join(named, "bin", "moto_server"))) return named;
    throw new Error(
      `EVENT_LAKE_MOTO_VENV is "${named}", which has no bin/moto_server. Install it: "${named}/bin/pip" install -r ${REQUIREMENTS}, or unset the variable.`,
    );
  }
  const hash = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 12);
  const cache = environment["XDG_CACHE_HOME"] ?? path.join(os.homedir(), ".cache");
  const folder = path.join(cache, "event-lake", `moto-${hash}`);
  if (existsSync(path.join(folder, COMPLETE))) return folder;

  const python = findPython();
  onProgress("installing moto into a virtual environment (once)");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  await runInstaller(python, ["-m", "venv", folder]);
  await runInstaller(path.join(folder, "bin", "pip"), [
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--require-hashes",
    "--no-deps",
    "-r",
    REQUIREMENTS,
  ]);
  writeFileSync(path.join(folder, COMPLETE), "");
  return folder;
}

/** The oldest Python that all of requirements.txt installs on. */
const MINIMUM_MINOR = 11;

function findPython(): string {
  const candidates = ["python3", "python3.13", "python3.12", "python3.11"];
  const found = candidates.find((candidate) => {
    const run = spawnSync(candidate, ["-c", "import sys, venv, ensurepip; print(sys.version_info[1])"], {
      encoding: "utf8",
    });
    return run.status === 0 && Number(run.stdout) >= MINIMUM_MINOR;
  });
  if (found !== undefined) return found;
  const line =
    process.platform === "darwin"
      ? "brew install python"
      : "apt-get install python3 python3-venv (or your system's package)";
  throw new Error(
    `The local cloud needs Python 3.${MINIMUM_MINOR} or later with the venv module; none of ${candidates.join(", ")} is one.\nInstall it: ${line}`,
  );
}

function runInstaller(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
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
