import { existsSync } from "node:fs";
import path from "node:path";
import { environments } from "../fixtures/environments";
import { runCommand, runProgram } from "./run-command";
import { PROJECT, ScratchProject } from "./scratch-project";

const MINUTES = 60_000;
const CDKTF = path.join(PROJECT, "node_modules", ".bin", "cdktf");
/** cdktf-cli 0.21 has no build of its terminal library for later versions, and crashes. */
const supported = Number(process.versions.node.split(".")[0]) < 24;
const cli = supported ? test : test.skip;
let project: ScratchProject;

beforeEach(() => {
  project = new ScratchProject("cdktf-cli");
});

afterEach(() => {
  project.remove();
});

cli(
  "cdktf synth writes every stack, each with the committed provider lock file",
  async () => {
    const { exitCode, output } = await runCommand(CDKTF, ["synth"], {
      cwd: project.folder,
      env: { CHECKPOINT_DISABLE: "1" },
    });

    expect(exitCode).toBe(0);
    for (const stack of environments.map(({ namePrefix, name }) => `${namePrefix}-${name}`)) {
      expect(output).toContain(stack);
      expect(existsSync(path.join(project.folder, "cdktf.out", "stacks", stack, ".terraform.lock.hcl"))).toBe(true);
    }
  },
  5 * MINUTES,
);

cli(
  "cdktf diff against the cloud that --keep leaves up finds nothing to change, in a shell that sourced the printed file",
  async () => {
    let diff: Promise<{ exitCode: number | null; output: string }> | undefined;
    const demo = await runProgram(
      project.folder,
      "tools/demo/main.ts",
      ["--count", "500", "--keep", "--skip-curation"],
      {
        onOutput: (output, kill) => {
          const commands = /(source .*)\n\s+npx (cdktf diff .*)/.exec(output);
          if (diff !== undefined || commands === null) return;
          const script = `${commands[1] ?? ""} && ${path.dirname(CDKTF)}/${commands[2] ?? ""}`;
          diff = runCommand("bash", ["-c", script], { cwd: project.folder }).finally(() => {
            kill("SIGINT");
          });
        },
      },
    );
    const result = await diff;

    expect(demo.output).toContain("The lake is up at http://127.0.0.1:");
    expect(result?.output).toContain("found no differences, so no changes are needed");
    expect(result?.exitCode).toBe(0);
  },
  20 * MINUTES,
);
