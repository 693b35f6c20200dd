import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { environments } from "../../environments";
import { appInMode } from "../../tools/local-deployment/environment-in-mode";
import { stackFolder, synthesise } from "../../tools/synth/synthesise";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "app-in-mode-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function stack(output: string, name: string): string {
  return readFileSync(path.join(stackFolder(path.join(folder, output), name), "cdk.tf.json"), "utf8");
}

test("the demo's other mode is the app of main.ts with the processing of one environment changed", async () => {
  await synthesise(path.join(folder, "main"));
  await synthesise(path.join(folder, "same"), undefined, appInMode("dev", "in-flight"));
  await synthesise(path.join(folder, "other"), undefined, appInMode("dev", "in-lake"));

  for (const { namePrefix, name } of environments) {
    const lake = `${namePrefix}-${name}`;
    expect(stack("same", lake)).toBe(stack("main", lake));
    if (name === "dev") {
      expect(stack("other", lake)).toContain("kinesis_source_configuration");
      expect(stack("other", lake)).not.toContain("aws_lambda_function");
    } else {
      expect(stack("other", lake)).toBe(stack("main", lake));
    }
  }
});
