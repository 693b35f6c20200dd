import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { eventually, isRunning } from "../poll-until";

it("ends a function's process when the local cloud itself is killed", async () => {
  const workFolder = await mkdtemp(join(tmpdir(), "orphaned-process-"));
  const parent = spawn(process.execPath, ["-r", "tsx/cjs", join(__dirname, "runner-process.ts"), workFolder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
  const child = Number(line);
  expect(isRunning(child)).toBe(true);

  parent.kill("SIGKILL");

  await eventually(() => {
    expect(isRunning(child)).toBe(false);
  });
  await rm(workFolder, { recursive: true });
});
