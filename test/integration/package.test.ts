import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runCommand } from "./run-command";
import { PROJECT, ScratchProject } from "./scratch-project";

const modules = path.join(PROJECT, "node_modules");
let project: ScratchProject;

interface Stack {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

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

/** Every example in that language, in order. */
function examplesOf(document: string, language: "ts" | "json"): string[] {
  const text = readFileSync(path.join(PROJECT, "docs", document), "utf8");
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"))].map(([, code]) => code ?? "");
}

/** What a run of the job reads, as the stack of the consumer uploads it. */
function uploadedFiles(folder: string, stack: Stack): Record<string, string> {
  const objects = Object.values(stack.resource["aws_s3_object"] ?? {});
  return Object.fromEntries(
    objects.map(({ key, source }) => {
      const content = readFileSync(path.join(folder, "cdktf.out", "stacks", "clicks", String(source)));
      return [String(key), content.toString("latin1")];
    }),
  );
}

test("both examples of docs/modules.md compile against the packed package, and synthesise a valid stack", async () => {
  const folder = consumerFolder();
  const programs = examplesOf("modules.md", "ts").map((code, index) => {
    const file = `example-${index + 1}.ts`;
    writeFileSync(path.join(folder, file), code);
    return file;
  });
  mkdirSync(path.join(folder, "events"));
  writeFileSync(path.join(folder, "events", "page.viewed.json"), examplesOf("modules.md", "json")[0] ?? "");
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
    [path.join(modules, "typescript", "bin", "tsc"), ...options, ...programs],
    { cwd: folder },
  );

  expect(compiled.output).toBe("");
  expect(programs).toHaveLength(2);
  for (const program of programs) {
    const synthesised = await runCommand(process.execPath, ["--require", "tsx/cjs", program], { cwd: folder });

    expect(synthesised.output).toBe("");
    const stack = JSON.parse(
      readFileSync(path.join(folder, "cdktf.out", "stacks", "clicks", "cdk.tf.json"), "utf8"),
    ) as Stack;
    expect(Object.values(stack.resource["aws_glue_catalog_table"] ?? {})).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: "page_viewed_event" })]),
    );
    expect(Object.keys(stack.resource)).toEqual(
      expect.arrayContaining(["aws_kinesis_stream", "aws_lambda_function", "aws_glue_job", "aws_glue_crawler"]),
    );
    expect(Object.entries(uploadedFiles(folder, stack)).sort()).toEqual([
      [expect.stringMatching(/^jobs\/contracts-\w+\.json$/), expect.stringContaining('"page_viewed_event"')],
      [
        expect.stringMatching(/^jobs\/curate-\w+\.py$/),
        readFileSync(path.join(PROJECT, "glue-src", "curate.py"), "latin1"),
      ],
      [expect.stringMatching(/^jobs\/curation-\w+\.zip$/), expect.stringContaining("curation/erase_command.py")],
    ]);
  }
}, 180_000);

test("the package holds the job that runs on Glue, and no test, no environment and nothing of the local cloud", () => {
  const listed = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--dry-run"], { cwd: project.folder, encoding: "utf8" }),
  ) as {
    files: { path: string }[];
  }[];

  const files = (listed[0]?.files ?? []).map((file) => file.path);

  expect(files).toContain("package.json");
  expect(files).toEqual(expect.arrayContaining(["dist/glue-src/curate.py", "dist/glue-src/curation/main.py"]));
  expect(
    files.filter((file) => /(^|\/)(tests?|environments|local-cloud|stacks|tools|\.cache|__pycache__)\//.test(file)),
  ).toEqual([]);
}, 120_000);
