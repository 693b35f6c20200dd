import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { withInstallationLock } from "../../src/installation/installation-lock";

let folder: string;
let lockFile: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "installation-lock-"));
  lockFile = path.join(folder, "moto.lock");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it("lets one at a time work", async () => {
  let working = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++working);
    await new Promise((resolve) => setImmediate(resolve));
    working -= 1;
  };

  await Promise.all([1, 2, 3].map(() => withInstallationLock(lockFile, work)));

  expect(most).toBe(1);
});

it("gives back what the work returns, and leaves no lock", async () => {
  expect(await withInstallationLock(lockFile, () => Promise.resolve("installed"))).toBe("installed");
  expect(existsSync(lockFile)).toBe(false);
});

it("leaves no lock when the work fails", async () => {
  const failing = withInstallationLock(lockFile, () => Promise.reject(new Error("no network")));

  await expect(failing).rejects.toThrow("no network");
  expect(existsSync(lockFile)).toBe(false);
});

it("takes over the lock of a process that is gone", async () => {
  const { pid: gone } = spawnSync(process.execPath, ["--version"]);
  writeFileSync(lockFile, String(gone));

  expect(await withInstallationLock(lockFile, () => Promise.resolve("installed"))).toBe("installed");
});

it("says so when the lock cannot be written", async () => {
  const elsewhere = path.join(folder, "missing", "moto.lock");

  await expect(withInstallationLock(elsewhere, () => Promise.resolve())).rejects.toThrow(/ENOENT.*moto\.lock/);
});
