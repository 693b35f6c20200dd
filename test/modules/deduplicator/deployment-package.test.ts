import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";
import { buildDeploymentPackage } from "../../../modules/deduplicator/deployment-package";

const PROJECT = path.join(__dirname, "../../..");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "deployment-package-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Builds the deduplicator's package in a process of its own, from a copy of the code in another folder. */
function buildElsewhere(name: string, timeZone: string, umask: number): Promise<Buffer> {
  const clone = path.join(folder, name);
  mkdirSync(clone, { recursive: true });
  cpSync(path.join(PROJECT, "lambda-src"), path.join(clone, "lambda-src"), { recursive: true });
  symlinkSync(path.join(PROJECT, "node_modules"), path.join(clone, "node_modules"));
  const output = path.join(clone, "package.zip");
  const props = {
    entry: path.join(clone, "lambda-src/deduplicate/handler"),
    files: { "contracted-events.json": '["heartbeat"]' },
    output,
  };
  const script = `process.umask(${umask});
    require("./modules/deduplicator/deployment-package").buildDeploymentPackage(${JSON.stringify(props)});`;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["-r", "tsx/cjs", "-e", script], {
      cwd: PROJECT,
      env: { ...process.env, TZ: timeZone },
      stdio: ["ignore", "ignore", "inherit"],
    });
    child.once("error", reject);
    child.once("close", (exitCode) => {
      if (exitCode === 0) resolve(readFileSync(output));
      else reject(new Error(`The build ended with exit code ${exitCode ?? "none"}.`));
    });
  });
}

test("the deduplicator's zip is the same, byte for byte, whatever the folder, umask and time zone", async () => {
  const [one, other] = await Promise.all([
    buildElsewhere("one", "Pacific/Kiritimati", 0o022),
    buildElsewhere("other/further/down", "America/Los_Angeles", 0o077),
  ]);

  expect(one.equals(other)).toBe(true);
  const code = Buffer.from(unzipSync(one)["index.js"] ?? []).toString();
  expect(code).toContain("handler");
  expect(code).not.toContain(folder);
}, 60_000);

/** A function of one line, so that a test need not bundle an SDK. */
function entry(name: string, code = 'export const handler = () => "done";\n'): string {
  const file = path.join(folder, `${name}.ts`);
  writeFileSync(file, code);
  return path.join(folder, name);
}

test("the entries are sorted by name, whatever the order they were given in, and hold what was given", () => {
  const output = path.join(folder, "package.zip");

  buildDeploymentPackage({
    entry: entry("sorted"),
    files: { "z.json": "[1]", "contracted-events.json": '["heartbeat"]', "a.json": "{}" },
    output,
  });

  const entries = unzipSync(readFileSync(output));
  expect(Object.keys(entries)).toEqual(["a.json", "contracted-events.json", "index.js", "z.json"]);
  expect(Buffer.from(entries["contracted-events.json"] ?? []).toString()).toBe('["heartbeat"]');
});

test("the hash is the one that Lambda reports: base64 of the zip's SHA-256", () => {
  const output = path.join(folder, "package.zip");

  const built = buildDeploymentPackage({ entry: entry("hashed"), output });

  expect(built).toEqual({
    path: output,
    sourceCodeHash: createHash("sha256").update(readFileSync(output)).digest("base64"),
  });
});

test("the folder of the output is made", () => {
  const output = path.join(folder, "not/there/yet/package.zip");

  buildDeploymentPackage({ entry: entry("deep"), output });

  expect(Object.keys(unzipSync(readFileSync(output)))).toEqual(["index.js"]);
});

test("an entry without code is refused, with its path and what an entry is", () => {
  const empty = entry("empty", "// nothing yet\n");

  expect(() => buildDeploymentPackage({ entry: empty, output: path.join(folder, "package.zip") })).toThrow(
    `${empty}: the bundle is empty. The entry of a function is a file that exports "handler".`,
  );
});

test("an entry that is not there is refused with its path", () => {
  const missing = path.join(folder, "missing");

  expect(() => buildDeploymentPackage({ entry: missing, output: path.join(folder, "package.zip") })).toThrow(
    `Could not resolve "${missing}"`,
  );
});
