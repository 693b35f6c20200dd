import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { runCommand } from "./run-command";
import { PROJECT, ScratchProject } from "./scratch-project";

let project: ScratchProject;

beforeEach(() => {
  project = new ScratchProject("cdk-terrain");
});

afterEach(() => {
  project.remove();
});

/** Replaces CDKTF by its maintained fork, and leaves every other package as it is. */
function moveToCdkTerrain(): void {
  const modules = path.join(project.folder, "node_modules");
  rmSync(modules);
  mkdirSync(modules);
  const packages = path.join(PROJECT, "test", "integration", "cdk-terrain");
  for (const file of ["package.json", "package-lock.json"])
    cpSync(path.join(packages, file), path.join(project.folder, "fork", file));
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: path.join(project.folder, "fork"),
    stdio: "pipe",
  });
  // The provider's files find their CDKTF by their real path, so theirs stay together and real.
  const fork = path.join(project.folder, "fork", "node_modules");
  for (const name of readdirSync(fork)) cpSync(path.join(fork, name), path.join(modules, name), { recursive: true });
  for (const name of readdirSync(path.join(PROJECT, "node_modules"))) {
    if (!existsSync(path.join(modules, name)))
      symlinkSync(path.join(PROJECT, "node_modules", name), path.join(modules, name));
  }
}

async function synthesise(): Promise<Map<string, unknown>> {
  const output = path.join(project.folder, "cdktf.out");
  rmSync(output, { recursive: true, force: true });
  const { exitCode, output: printed } = await runCommand(
    process.execPath,
    ["--require", "./tools/synth/run-app.cjs", "main.ts"],
    {
      cwd: project.folder,
    },
  );
  if (exitCode !== 0) throw new Error(printed);
  const stacks = path.join(output, "stacks");
  return new Map(
    readdirSync(stacks).map((name) => [
      name,
      withoutVersion(readFileSync(path.join(stacks, name, "cdk.tf.json"), "utf8")),
    ]),
  );
}

function withoutVersion(text: string): unknown {
  const stack = JSON.parse(text) as { "//": { metadata: { version: string } } };
  stack["//"].metadata.version = "";
  return stack;
}

test("the app synthesises the same JSON on CDK Terrain, the maintained fork of CDKTF, but for the version line", async () => {
  const cdktf = await synthesise();
  moveToCdkTerrain();

  const terrain = await synthesise();

  expect(readFileSync(path.join(project.folder, "node_modules", "cdktf", "package.json"), "utf8")).toContain(
    '"name": "cdktn"',
  );
  expect([...terrain.keys()]).toEqual([...cdktf.keys()]);
  for (const [stack, json] of cdktf) expect(terrain.get(stack)).toEqual(json);
}, 180_000);
