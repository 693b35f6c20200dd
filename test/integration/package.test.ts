import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runCommand } from "./run-command";
import { PROJECT, ScratchProject } from "./scratch-project";

const modules = path.join(PROJECT, "node_modules");
let project: ScratchProject;

beforeEach(() => {
  project = new ScratchProject("package");
});

afterEach(() => {
  project.remove();
});

/** Another team's folder: our package as npm packs it, and the peers beside it. */
function consumerFolder(): string {
  const [packed] = JSON.parse(execFileSync("npm", ["pack", "--json"], { cwd: project.folder, encoding: "utf8" })) as {
    filename: string;
  }[];
  const folder = path.join(project.folder, "consumer");
  const installed = path.join(folder, "node_modules", "event-lake");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", [
    "-xzf",
    path.join(project.folder, packed?.filename ?? ""),
    "-C",
    installed,
    "--strip-components=1",
  ]);
  for (const name of readdirSync(modules))
    symlinkSync(path.join(modules, name), path.join(folder, "node_modules", name));
  return folder;
}

function exampleOf(document: string): string {
  const text = readFileSync(path.join(PROJECT, "docs", document), "utf8");
  const code = /```ts\n([\s\S]*?)```/.exec(text)?.[1];
  if (code === undefined) throw new Error(`docs/${document} has no TypeScript example.`);
  return code;
}

test("the example of docs/modules.md compiles against the packed package, and synthesises a valid stack", async () => {
  const folder = consumerFolder();
  writeFileSync(path.join(folder, "main.ts"), exampleOf("modules.md"));
  const options = [
    "--strict",
    "--noEmit",
    "--skipLibCheck",
    "--module",
    "nodenext",
    "--target",
    "es2022",
    "--types",
    "node",
  ];

  const compiled = await runCommand(
    process.execPath,
    [path.join(modules, "typescript", "bin", "tsc"), ...options, "main.ts"],
    { cwd: folder },
  );
  const synthesised = await runCommand(process.execPath, ["--require", "tsx/cjs", "main.ts"], { cwd: folder });

  expect(compiled.output).toBe("");
  expect(synthesised.output).toBe("");
  const stack = JSON.parse(readFileSync(path.join(folder, "cdktf.out", "stacks", "clicks", "cdk.tf.json"), "utf8")) as {
    resource: Record<string, Record<string, unknown>>;
  };
  expect(Object.values(stack.resource["aws_glue_catalog_table"] ?? {})).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: "page_viewed_event" })]),
  );
  expect(Object.keys(stack.resource)).toEqual(expect.arrayContaining(["aws_kinesis_stream", "aws_lambda_function"]));
}, 120_000);

test("the package holds no test, no environment and nothing of the local cloud", () => {
  const listed = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--dry-run", "--ignore-scripts"], { cwd: project.folder, encoding: "utf8" }),
  ) as {
    files: { path: string }[];
  }[];

  const files = (listed[0]?.files ?? []).map((file) => file.path);

  expect(files).toContain("package.json");
  expect(files.filter((file) => /^(test|environments|local-cloud|stacks|tools|\.cache)\//.test(file))).toEqual([]);
}, 60_000);
