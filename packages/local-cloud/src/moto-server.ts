import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { pythonEnvironment, type PythonPackages } from "./installation/python-environment";

const SERVE = path.join(__dirname, "..", "programs", "serve.py");
/** Name of its log in the folder of a local cloud. */
export const MOTO_LOG = "moto.log";
const START_DEADLINE_MILLISECONDS = 60_000;

export interface MotoServerOptions {
  /** Account that every resource belongs to: the environment's own, so that ARNs in policies match. */
  readonly accountId: string;
  /** Folder for the log. */
  readonly folder: string;
  readonly onProgress: (message: string) => void;
}

export interface MotoServer {
  readonly port: number;
  readonly processId: number;
  stop(): Promise<void>;
}

/**
 * Starts moto on a free port of 127.0.0.1.
 *
 * @throws Error with moto's own last words when it does not start
 */
export async function startMotoServer({ accountId, folder, onProgress }: MotoServerOptions): Promise<MotoServer> {
  const python = await pythonEnvironment(MOTO_PACKAGES, onProgress);
  mkdirSync(folder, { recursive: true });
  const logFile = path.join(folder, MOTO_LOG);
  const log = openSync(logFile, "w");
  const child = spawn(path.join(python, "bin", "python"), [SERVE, "-H", "127.0.0.1", "-p", "0"], {
    env: {
      ...process.env,
      MOTO_ACCOUNT_ID: accountId,
      // moto runs functions in containers and pulls their images: no Docker answers there.
      DOCKER_HOST: "tcp://127.0.0.1:1",
      PYTHONUNBUFFERED: "1",
      PYTHONDONTWRITEBYTECODE: "1",
    },
    // Standard input is a pipe that nobody writes to: when this process ends, however it ends, it closes and moto ends, too.
    stdio: ["pipe", log, log],
    // A Ctrl-C at the terminal must not stop moto before Terraform has written its state into it.
    detached: true,
  });
  closeSync(log);
  const stop = async () => {
    await end(child);
  };
  try {
    const port = await waitForPort(child, logFile);
    return { port, processId: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function waitForPort(child: ChildProcess, logFile: string): Promise<number> {
  const deadline = Date.now() + START_DEADLINE_MILLISECONDS;
  let failure: Error | undefined;
  child.once("error", (error) => {
    failure = error;
  });
  for (;;) {
    const text = readFileSync(logFile, "utf8");
    const port = /Running on http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1];
    if (port !== undefined) return Number(port);
    if (failure || child.exitCode !== null || Date.now() > deadline) {
      throw new Error(
        `moto did not start (${failure?.message ?? `exit code ${child.exitCode ?? "none"}`}); its log, ${logFile}, ends with:\n${text.slice(-2000)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => {
      resolve();
    });
    child.kill("SIGKILL");
  });
}

/** moto and all that it needs. */
export const MOTO_PACKAGES: PythonPackages = {
  name: "moto",
  requirements: path.join(__dirname, "..", "programs", "moto-requirements.txt"),
  program: "moto_server",
  variable: "EVENT_LAKE_MOTO_VENV",
};
