import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pollUntil, isRunning } from "../poll-until";
import { START_TIMEOUT_MILLISECONDS } from "./cloud-under-test";

it(
  "a local cloud whose process is killed leaves no moto behind",
  async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "killed-cloud-"));
    const program = path.join(__dirname, "cloud-process.ts");
    const child = spawn(process.execPath, ["-r", "tsx/cjs", program, folder], {
      env: { ...process.env, NODE_NO_WARNINGS: "1" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const processIds = JSON.parse(line.toString()) as number[];

    child.kill("SIGKILL");

    expect(processIds).toHaveLength(1);
    expect(
      await pollUntil(
        () => Promise.resolve(processIds.filter(isRunning)),
        ({ length }) => length === 0,
      ),
    ).toEqual([]);
    rmSync(folder, { recursive: true });
  },
  START_TIMEOUT_MILLISECONDS,
);
