import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Annotations, App, TerraformStack } from "cdktf";
import { synthMessages } from "../../../tools/synth/synth-messages";

const ROOT = path.join(__dirname, "../../..");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-synth-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("what a construct warns of is read from the manifest, with its stack and its level", () => {
  const app = new App({ outdir: folder, stackTraces: false });
  const [quiet, loud] = [new TerraformStack(app, "quiet"), new TerraformStack(app, "loud")];
  Annotations.of(loud).addWarning("The index does not fit the traffic.");
  Annotations.of(loud).addInfo("For your information.");
  app.synth();

  expect(quiet.node.id).toBe("quiet");
  expect(synthMessages(folder)).toEqual([
    { level: "warning", stack: "loud", message: "The index does not fit the traffic." },
    { level: "info", stack: "loud", message: "For your information." },
  ]);
});

test("npm run synth has a --help", async () => {
  const program = ["--require", "./tools/synth/run-app.cjs", "tools/synth/main.ts", "--help"];

  const { stdout } = await promisify(execFile)(process.execPath, program, { cwd: ROOT });

  expect(stdout).toContain("Usage: npm run synth -- [options]");
}, 30_000);
