import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { withInstallationLock } from "./installation-lock";

const REQUIREMENTS = path.join(__dirname, "requirements.txt");
/** Written last: an installation that was interrupted is made anew. */
const COMPLETE = "event-lake-complete";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The virtual environment that holds moto: the one that EVENT_LAKE_MOTO_VENV names, or one that is made once per content of
 * requirements.txt and kept in the user's cache folder.
 *
 * @param onProgress told when something slow begins
 * @param environment variables to read, and to run Python and pip with
 * @returns the environment's folder
 * @throws Error naming what is missing, and the line that installs it
 */
export async function pythonEnvironment(
  onProgress: (message: string) => void,
  environment: Environment = process.env,
): Promise<string> {
  const named = environment["EVENT_LAKE_MOTO_VENV"];
  if (named !== undefined && named !== "") {
    if (existsSync(path.join(named, "bin", "moto_server"))) return named;
    throw new Error(
      `EVENT_LAKE_MOTO_VENV is "${named}", which has no bin/moto_server. Install it: "${named}/bin/pip" install -r ${REQUIREMENTS}, or unset the variable.`,
    );
  }
  const hash = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 12);
  const folder = path.join(cacheFolder(environment), "event-lake", `moto-${hash}`);
  if (existsSync(path.join(folder, COMPLETE))) return folder;

  const python = findPython(environment);
  mkdirSync(path.dirname(folder), { recursive: true });
  // Test files start in parallel: one installs, the others wait.
  await withInstallationLock(`${folder}.lock`, async () => {
    if (existsSync(path.join(folder, COMPLETE))) return;
    onProgress("installing moto into a virtual environment (once)");
    rmSync(folder, { recursive: true, force: true });
    await install(python, folder, environment);
    writeFileSync(path.join(folder, COMPLETE), "");
  });
  return folder;
}

/** @see https://specifications.freedesktop.org/basedir-spec/latest/ (an empty or relative value counts as unset) */
function cacheFolder(environment: Environment): string {
  const named = environment["XDG_CACHE_HOME"];
  return named !== undefined && path.isAbsolute(named) ? named : path.join(os.homedir(), ".cache");
}

async function install(python: string, folder: string, environment: Environment): Promise<void> {
  await runInstaller(python, ["-m", "venv", folder], environment);
  await runInstaller(
    path.join(folder, "bin", "pip"),
    ["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps", "-r", REQUIREMENTS],
    environment,
  );
}

/** The oldest Python that all of requirements.txt installs on. */
const MINIMUM_MINOR = 11;

function findPython(environment: Environment): string {
  const candidates = ["python3", "python3.13", "python3.12", "python3.11"];
  const found = candidates.find((candidate) => {
    const run = spawnSync(candidate, ["-c", "import sys, venv, ensurepip; print(sys.version_info[1])"], {
      encoding: "utf8",
      env: environment,
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

function runInstaller(command: string, args: readonly string[], environment: Environment): Promise<void> {
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
