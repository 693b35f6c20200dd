import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.join(__dirname, "../../..");
const CONTRACTS = path.join(ROOT, "test/fixtures/contracts");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "contracts-command-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function contracts(args: readonly string[], input = "") {
  const command = ["--require", "./tools/run-typescript.cjs", "tools/contracts/main.ts", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, input, encoding: "utf8" });
  return { status, stdout, stderr };
}

test("npm run contracts -- sample makes events that check --events takes, over a pipe", () => {
  const { stdout: events } = contracts(["sample", "lesson:started", "--count", "3", "--contracts", CONTRACTS]);

  const checked = contracts(["check", CONTRACTS, "--events", "-"], events);

  expect(checked).toMatchObject({ status: 0, stderr: "" });
  expect(checked.stdout).toContain("3 events: 3 stored, 0 duplicates, 0 rejected.");
}, 60_000);

test("npm run contracts -- check tells of each rejected event by file and line, and fails", () => {
  const file = path.join(folder, "events.ndjson");
  writeFileSync(file, '\n{"event_uuid":\n');

  const checked = contracts(["check", CONTRACTS, "--events", file]);

  expect(checked.status).toBe(1);
  expect(checked.stdout).toContain(`${file}:2  rejected: not_json: `);
}, 60_000);

test("npm run contracts -- check says what is wrong with a contract", () => {
  const file = path.join(folder, "a.json");
  writeFileSync(file, '{"x-event-name":"a"}');

  const checked = contracts(["check", file]);

  expect(checked.status).toBe(1);
  expect(checked.stderr).toContain(`Event contract ${file}: `);
}, 60_000);

test("a name without a contract is told with the one that was meant", () => {
  const { status, stderr } = contracts(["sample", "lesson:startet", "--contracts", CONTRACTS]);

  expect([status, stderr]).toEqual([1, expect.stringContaining("Did you mean lesson:started?")]);
}, 60_000);

test("npm run contracts -- diff compares with a commit or a folder, and fails on what breaks", () => {
  const events = path.join(folder, "events");
  mkdirSync(events);
  for (const file of readdirSync(CONTRACTS).filter((name) => name.endsWith(".json"))) {
    copyFileSync(path.join(CONTRACTS, file), path.join(events, file));
  }
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder });
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "base");
  const file = path.join(events, "heartbeat.json");
  const contract = JSON.parse(readFileSync(file, "utf8")) as { "x-version": number; description: string };
  writeFileSync(file, JSON.stringify({ ...contract, description: "Alive.", "x-version": contract["x-version"] + 1 }));

  const same = contracts(["diff", CONTRACTS, "--base", CONTRACTS]);
  const changed = contracts(["diff", events, "--base", "HEAD"]);
  rmSync(file);
  const gone = contracts(["diff", events, "--base", "HEAD"]);
  const unknown = contracts(["diff", events, "--base", "nope"]);

  expect(same).toMatchObject({ status: 0, stdout: "No contract changes.\n" });
  expect(changed.status).toBe(0);
  expect(changed.stdout).toContain("ok        its table is described in other words");
  expect(gone.status).toBe(1);
  expect(gone.stdout).toContain("BREAKING  the contract is gone: Terraform destroys the table heartbeat_event");
  expect(unknown.stderr).toContain("--base nope is no folder, and git knows no commit of that name");
}, 120_000);
