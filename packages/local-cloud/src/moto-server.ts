import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { pythonEnvironment, type PythonPackages } from "./installation/python-environment";
import { endProcess, waitUntilStarted } from "./server-process";

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
    await endProcess(child);
  };
  try {
    const [, port] = await waitUntilStarted(child, {
      name: "moto",
      logFile,
      started: /Running on http:\/\/127\.0\.0\.1:(\d+)/,
      deadlineMilliseconds: START_DEADLINE_MILLISECONDS,
    });
    return { port: Number(port), processId: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** moto and all that it needs. */
export const MOTO_PACKAGES: PythonPackages = {
  name: "moto",
  requirements: path.join(__dirname, "..", "programs", "moto-requirements.txt"),
  program: "moto_server",
  variable: "EVENT_LAKE_MOTO_VENV",
};
