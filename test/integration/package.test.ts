import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { BUILT_FUNCTION } from "../../tools/build/function-bundle";
import { runCommand } from "./run-command";
import { PROJECT, ScratchProject } from "./scratch-project";

const modules = path.join(PROJECT, "node_modules");
/** The app is run from our own copy: a team chooses its runner itself. */
const TSX = path.join(modules, "tsx", "dist", "cjs", "index.cjs");
let project: ScratchProject;
let folder: string;

interface Stack {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/** Another team's folder: our package as npm packs it, and what npm installs with it. */
beforeAll(async () => {
  project = new ScratchProject("package");
  const [packed] = JSON.parse(execFileSync("npm", ["pack", "--json"], { cwd: project.folder, encoding: "utf8" })) as {
    filename: string;
  }[];
  folder = path.join(project.folder, "consumer");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "clicks", private: true }));
  const tarball = path.join(project.folder, packed?.filename ?? "no file was packed");
  const peers = ["cdktf@0.21.0", "@cdktf/provider-aws@20.1.0", "constructs@10.4.2"];
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  const installed = await runCommand("npm", ["install", ...flags, tarball, ...peers], { cwd: folder });
  if (installed.exitCode !== 0) throw new Error(installed.output);
}, 300_000);

afterAll(() => {
  project.remove();
});

const OUR_FUNCTION = path.join(PROJECT, BUILT_FUNCTION, "index.js");

function sha256(content: Uint8Array | undefined): string {
  return createHash("sha256")
    .update(content ?? "nothing")
    .digest("hex");
}

/** Every example in that language, in order. */
function examplesOf(document: string, language: "ts" | "json"): string[] {
  const text = readFileSync(path.join(PROJECT, "docs", document), "utf8");
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"))].map(([, code]) => code ?? "");
}

/** What a run of the job reads, as the stack of the consumer uploads it. */
function uploadedFiles(stack: Stack): Record<string, string> {
  const objects = Object.values(stack.resource["aws_s3_object"] ?? {});
  return Object.fromEntries(
    objects.map(({ key, source }) => {
      const content = readFileSync(path.join(folder, "cdktf.out", "stacks", "clicks", String(source)));
      return [String(key), content.toString("latin1")];
    }),
  );
}

const TYPE_CHECK = [
  "--strict",
  "--noEmit",
  "--skipLibCheck",
  "--module",
  "nodenext",
  "--target",
  "es2022",
  "--types",
  "node",
  "--typeRoots",
  path.join(modules, "@types"),
];

/** Type-checks programs of the consumer. @returns what the compiler says */
async function compile(programs: readonly string[]): Promise<string> {
  const compiler = path.join(modules, "typescript", "bin", "tsc");
  return (await runCommand(process.execPath, [compiler, ...TYPE_CHECK, ...programs], { cwd: folder })).output;
}

test("every app of examples/ compiles against the packed package, and synthesises its stacks", async () => {
  const examples = path.join(PROJECT, "examples");
  const programs = readdirSync(examples).filter((file) => file.endsWith(".ts"));
  for (const file of [...programs, "events"])
    cpSync(path.join(examples, file), path.join(folder, file), { recursive: true });

  const compiled = await compile(programs);

  expect(compiled).toBe("");
  expect(programs.length).toBeGreaterThanOrEqual(6);
  for (const program of programs) {
    rmSync(path.join(folder, "cdktf.out"), { recursive: true, force: true });
    const { output } = await runCommand(process.execPath, ["--require", TSX, program], { cwd: folder });

    expect(output).toBe("");
    const stacks = path.join(folder, "cdktf.out", "stacks");
    for (const stack of readdirSync(stacks)) {
      const { resource } = JSON.parse(readFileSync(path.join(stacks, stack, "cdk.tf.json"), "utf8")) as Stack;
      expect(Object.keys(resource).length).toBeGreaterThan(3);
    }
  }
}, 180_000);

test("both examples of docs/modules.md compile against the packed package, and synthesise a valid stack", async () => {
  const programs = examplesOf("modules.md", "ts").map((code, index) => {
    const file = `example-${index + 1}.ts`;
    writeFileSync(path.join(folder, file), code);
    return file;
  });
  mkdirSync(path.join(folder, "events"), { recursive: true });
  writeFileSync(path.join(folder, "events", "page.viewed.json"), examplesOf("modules.md", "json")[0] ?? "");

  const compiled = await compile(programs);

  expect(compiled).toBe("");
  expect(programs).toHaveLength(2);
  for (const program of programs) {
    const synthesised = await runCommand(process.execPath, ["--require", TSX, program], { cwd: folder });

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
    const [deployed] = Object.values(stack.resource["aws_lambda_function"] ?? {});
    const zip = readFileSync(path.join(folder, "cdktf.out", "stacks", "clicks", String(deployed?.["filename"])));
    expect(sha256(unzipSync(zip)["index.js"])).toBe(sha256(readFileSync(OUR_FUNCTION)));
    expect(Object.entries(uploadedFiles(stack)).sort()).toEqual([
      [expect.stringMatching(/^jobs\/contracts-\w+\.json$/), expect.stringContaining('"page_viewed_event"')],
      [
        expect.stringMatching(/^jobs\/curate-\w+\.py$/),
        readFileSync(path.join(PROJECT, "glue-src", "curate.py"), "latin1"),
      ],
      [expect.stringMatching(/^jobs\/curation-\w+\.zip$/), expect.stringContaining("curation/erase_command.py")],
    ]);
  }
}, 180_000);

test("what is installed has neither the AWS SDK nor a bundler, and the function is the one that is tested here", () => {
  const installed = readdirSync(path.join(folder, "node_modules"));

  expect(installed).toEqual(expect.arrayContaining(["cdktf", "constructs", "event-lake", "fflate", "zod"]));
  expect(installed.filter((name) => ["@aws-sdk", "@esbuild", "@smithy", "esbuild"].includes(name))).toEqual([]);
  const dist = path.join(folder, "node_modules", "event-lake", "dist");
  expect(sha256(readFileSync(path.join(dist, BUILT_FUNCTION, "index.js")))).toBe(sha256(readFileSync(OUR_FUNCTION)));
  expect(readFileSync(path.join(dist, BUILT_FUNCTION, "LICENSES.txt"), "utf8")).toContain("@aws-sdk/client-firehose");
});

test("the package holds the job that runs on Glue, and no test, no environment and nothing of the local cloud", () => {
  const listed = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--dry-run"], { cwd: project.folder, encoding: "utf8" }),
  ) as {
    files: { path: string }[];
  }[];

  const files = (listed[0]?.files ?? []).map((file) => file.path);

  expect(files).toContain("package.json");
  const { exports } = JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as {
    exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  const doors = Object.values(exports).flatMap((door) => Object.values(door).map((file) => path.normalize(file)));
  expect(files).toEqual(expect.arrayContaining(doors.filter((file) => !file.includes("*"))));
  expect(files).toEqual(expect.arrayContaining(["dist/glue-src/curate.py", "dist/glue-src/curation/main.py"]));
  expect(
    files.filter((file) => /(^|\/)(tests?|environments|local-cloud|stacks|tools|\.cache|__pycache__)\//.test(file)),
  ).toEqual([]);
}, 120_000);
