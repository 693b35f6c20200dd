import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startMotoServer, type MotoServer } from "../src/moto-server";
import { isRunning } from "./poll-until";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "moto-server-"));
  process.env["EVENT_LAKE_MOTO_VENV"] = path.join(folder, "venv");
});
afterEach(() => {
  delete process.env["EVENT_LAKE_MOTO_VENV"];
  rmSync(folder, { recursive: true });
});

/** Starts a program in the place of the Python that runs moto. */
function startInPlaceOfMoto(program: string): Promise<MotoServer> {
  const bin = path.join(folder, "venv", "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(path.join(bin, "moto_server"), "");
  writeFileSync(path.join(bin, "python"), program);
  chmodSync(path.join(bin, "python"), 0o755);
  return startMotoServer({
    accountId: "123456789012",
    folder: path.join(folder, "logs"),
    onProgress: () => undefined,
  });
}

it("tells the port that moto chose on 127.0.0.1, and stops the process", async () => {
  const moto = await startInPlaceOfMoto(
    '#!/bin/sh\necho "$* account=$MOTO_ACCOUNT_ID"\necho " * Running on http://127.0.0.1:4321"\nexec sleep 60\n',
  );

  expect(moto.port).toBe(4321);
  expect(readFileSync(path.join(folder, "logs", "moto.log"), "utf8")).toContain(
    "serve.py -H 127.0.0.1 -p 0 account=123456789012\n",
  );
  expect(isRunning(moto.processId)).toBe(true);
  await moto.stop();
  expect(isRunning(moto.processId)).toBe(false);
});

it("can be stopped again, and when moto has ended by itself", async () => {
  const moto = await startInPlaceOfMoto("#!/bin/sh\necho Running on http://127.0.0.1:4321\nexec sleep 60\n");
  process.kill(moto.processId, "SIGKILL");

  await moto.stop();
  await moto.stop();

  expect(isRunning(moto.processId)).toBe(false);
});

it("gives moto's last words, and where its log is, when moto ends at once", async () => {
  const started = startInPlaceOfMoto("#!/bin/sh\necho ModuleNotFoundError: flask\nexit 3\n");

  await expect(started).rejects.toThrow(
    /^moto did not start \(exit code 3\); its log, .*logs\/moto\.log, ends with:\nModuleNotFoundError: flask\n$/,
  );
});

it("says so when its Python cannot be run", async () => {
  const started = startInPlaceOfMoto("#!/no/such/python\n");

  await expect(started).rejects.toThrow(/^moto did not start \(spawn .*bin\/python ENOENT\)/);
});
