import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { synthesiseBase } from "../../../tools/plan/base-stack";

let project = "";
beforeEach(() => {
  project = mkdtempSync(path.join(os.tmpdir(), "base-stack-"));
  git("init", "--quiet", "--initial-branch=main");
  mkdirSync(path.join(project, "node_modules"));
  writeFileSync(path.join(project, ".gitignore"), "node_modules\n");
  mkdirSync(path.join(project, "tools", "synth"), { recursive: true });
  writeFileSync(
    path.join(project, "tools/synth/run-app.cjs"),
    'require.extensions[".ts"] = require.extensions[".js"];\n',
  );
});
afterEach(() => {
  rmSync(project, { recursive: true });
});

function git(...args: string[]): void {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...identity, ...args], { cwd: project, stdio: "pipe" });
}

/** An app that synthesises one stack, as much of CDKTF as this needs. */
function commitApp(stack: string, text: string): void {
  writeFileSync(
    path.join(project, "main.ts"),
    `const fs = require("node:fs");
     const folder = process.env.CDKTF_OUTDIR + "/stacks/${stack}";
     fs.mkdirSync(folder, { recursive: true });
     fs.writeFileSync(folder + "/cdk.tf.json", JSON.stringify({ text: "${text}", packages: fs.existsSync("node_modules") }));`,
  );
  git("add", "-A");
  git("commit", "--quiet", "-m", text);
}

test("the base is synthesised as its commit has it, with the packages of this checkout, and leaves nothing behind", async () => {
  commitApp("event-lake-dev", "first");
  commitApp("event-lake-dev", "second");
  writeFileSync(path.join(project, "main.ts"), "throw new Error('not committed');");

  const base = await synthesiseBase({ project, stack: "event-lake-dev", ref: "HEAD^1" });

  expect(base).toEqual({ text: "first", packages: true });
  expect(execFileSync("git", ["worktree", "list"], { cwd: project, encoding: "utf8" }).trim().split("\n")).toHaveLength(
    1,
  );
  expect(readdirSync(project)).not.toContain("cdktf.out");
});

test("a stack that the base does not have is none", async () => {
  commitApp("event-lake-dev", "first");

  expect(await synthesiseBase({ project, stack: "event-lake-new", ref: "main" })).toBeUndefined();
});

test("a commit that git does not know is told, with the way to fetch it", async () => {
  commitApp("event-lake-dev", "first");

  await expect(synthesiseBase({ project, stack: "event-lake-dev", ref: "absent" })).rejects.toThrow(
    'git knows no commit "absent"',
  );
});

test("a base that does not synthesise is told apart from this checkout", async () => {
  commitApp("event-lake-dev", "first");
  writeFileSync(path.join(project, "main.ts"), "throw new Error('a wrong setting');");
  git("commit", "--quiet", "-am", "broken");

  await expect(synthesiseBase({ project, stack: "event-lake-dev", ref: "HEAD" })).rejects.toThrow(
    /The base commit HEAD .* does not synthesise[^]*a wrong setting[^]*Name a later base/u,
  );
});
