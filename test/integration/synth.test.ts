import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { environmentNamed } from "../fixtures/environments";
import { runCommand } from "./run-command";
import { ScratchProject } from "./scratch-project";

const projects: ScratchProject[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

function scratchProject(name: string): ScratchProject {
  const project = new ScratchProject(name);
  projects.push(project);
  return project;
}

/** `npm run synth`, under a umask of its own. */
function synth(project: ScratchProject, umask = "022") {
  const script = `umask ${umask} && "${process.execPath}" --require ./tools/synth/run-app.cjs main.ts`;
  return runCommand("bash", ["-c", script], { cwd: project.folder });
}

/** SHA-256 of every file below a folder, by its path there. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((file) => path.join(file.parentPath, file.name))
      .sort()
      .map((file) => [path.relative(folder, file), createHash("sha256").update(readFileSync(file)).digest("hex")]),
  );
}

test("two checkouts in different folders, with different umasks, synthesise the same bytes, the Lambda package included", async () => {
  const [one, other] = [scratchProject("one"), scratchProject("quite-another")];

  const results = await Promise.all([synth(one, "022"), synth(other, "077")]);

  expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const files = contents(path.join(one.folder, "cdktf.out"));
  expect(Object.keys(files).filter((file) => file.endsWith(".zip"))).not.toEqual([]);
  expect(contents(path.join(other.folder, "cdktf.out"))).toEqual(files);
}, 60_000);

describe("a wrong environment file stops the synth with one clear error", () => {
  const cases = [
    {
      fault: "an unknown key",
      edit: ["deduplication: { windowDays: 7 }", "deduplication: { windowDays: 7, windowHours: 3 }"],
      error: "environments/dev.ts: deduplication.windowHours: got 3; unknown key.",
    },
    {
      fault: "a buffer of 32 MiB",
      edit: ["bufferMebibytes: 64", "bufferMebibytes: 32"],
      error: "environments/dev.ts: delivery.bufferMebibytes: got 32;",
    },
    {
      fault: "a deduplication window that is shorter than the stream's retention",
      edit: ["retentionHours: 24", "retentionHours: 240"],
      error: "environments/dev.ts: deduplication.windowDays: got 7; must cover stream.retentionHours (240 h)",
    },
    {
      fault: "an account id that is none",
      edit: [`accountId: "${environmentNamed("dev").accountId}"`, 'accountId: "11111111111"'],
      error: 'environments/dev.ts: accountId: got "11111111111"; must be the 12 digits of an AWS account id',
    },
    {
      fault: "the name of another environment",
      edit: ['name: "dev"', 'name: "staging"'],
      error: 'environments/staging.ts: name: got "staging"; environments/dev.ts has the same name',
    },
  ] as const;

  test.each(cases)(
    "$fault",
    async ({ edit: [text, replacement], error }) => {
      const project = scratchProject("wrong");
      project.edit("environments/dev.ts", text, replacement);

      const { exitCode, output } = await synth(project);

      expect(output).toContain(error);
      expect(output.match(/environments\/\w+\.ts:/g)).toHaveLength(1);
      expect(output).not.toContain("    at ");
      expect(exitCode).toBe(1);
      expect(readdirSync(project.folder)).not.toContain("cdktf.out");
    },
    30_000,
  );
});
