import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { checkInstallation, type Installation, installOnce, type Environment, runToEnd } from "./install-once";

/** What a virtual environment is made of. */
export interface PythonPackages {
  /** Said to the user, and the beginning of the folder's name: `moto`. */
  readonly name: string;
  /** requirements.txt with hashes. */
  readonly requirements: string;
  /** Program below bin/ that is there when the packages are. */
  readonly program: string;
  /** Environment variable that may name an environment of the user's own. */
  readonly variable: string;
  /**
   * Newest Python 3 that the packages run on.
   * @default - no limit
   */
  readonly newestMinor?: number;
}

/** The oldest Python that all requirements install on. */
const MINIMUM_MINOR = 11;

/**
 * The virtual environment that holds some packages: the one that their variable names, or one that is made once per content
 * of the requirements and kept in the user's cache folder.
 *
 * @param onProgress called when something slow begins
 * @param environment variables to read, and to run Python and pip with
 * @returns the environment's folder
 * @throws Error naming what is missing, and the line that installs it
 */
export async function pythonEnvironment(
  packages: PythonPackages,
  onProgress: (message: string) => void,
  environment: Environment = process.env,
): Promise<string> {
  return (
    namedEnvironment(packages, environment) ??
    installOnce(installationOf(packages, onProgress, environment), environment)
  );
}

/** Throws what `pythonEnvironment` would throw for want of a Python, and installs nothing. */
export function checkPythonEnvironment(packages: PythonPackages, environment: Environment = process.env): void {
  if (namedEnvironment(packages, environment) === undefined) {
    checkInstallation(
      installationOf(packages, () => undefined, environment),
      environment,
    );
  }
}

function namedEnvironment({ requirements, program, variable }: PythonPackages, environment: Environment) {
  const named = environment[variable];
  if (named === undefined || named === "") return undefined;
  if (existsSync(path.join(named, "bin", program))) return named;
  throw new Error(
    `${variable} is "${named}", which has no bin/${program}. Install it: "${named}/bin/pip" install -r ${requirements}, or unset the variable.`,
  );
}

function installationOf(
  packages: PythonPackages,
  onProgress: (message: string) => void,
  environment: Environment,
): Installation {
  const { name, requirements } = packages;
  let python = "";
  return {
    name,
    manifest: requirements,
    prepare: () => {
      python = findPython(packages, environment);
    },
    install: async (folder) => {
      onProgress(`installing ${name} into a virtual environment (once)`);
      await runToEnd(python, ["-m", "venv", folder], environment);
      await runToEnd(
        path.join(folder, "bin", "pip"),
        ["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps", "-r", requirements],
        environment,
      );
    },
  };
}

function findPython({ name, newestMinor = Infinity }: PythonPackages, environment: Environment): string {
  const candidates = ["python3", "python3.13", "python3.12", "python3.11"];
  const found = candidates.find((candidate) => {
    const run = spawnSync(candidate, ["-c", "import sys, venv, ensurepip; print(sys.version_info[1])"], {
      encoding: "utf8",
      env: environment,
    });
    return run.status === 0 && Number(run.stdout) >= MINIMUM_MINOR && Number(run.stdout) <= newestMinor;
  });
  if (found !== undefined) return found;
  const line =
    process.platform === "darwin"
      ? "brew install python"
      : "apt-get install python3 python3-venv (or your system's package)";
  const range = newestMinor === Infinity ? "or later" : `to 3.${newestMinor}`;
  throw new Error(
    `${name} needs Python 3.${MINIMUM_MINOR} ${range} with the venv module; none of ${candidates.join(", ")} is one.\nInstall it: ${line}`,
  );
}
