import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
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

test("the demo's other mode is the app of main.ts with one environment's way changed", async () => {
  await synthesise(path.join(folder, "main"));
  await synthesise(path.join(folder, "same"), undefined, appInMode("dev", "in-flight"));
  await synthesise(path.join(folder, "other"), undefined, appInMode("dev", "in-lake"));

  for (const name of ["event-lake-dev", "event-lake-staging", "event-lake-prod"]) {
    expect(stack("same", name)).toBe(stack("main", name));
  }
  expect(stack("other", "event-lake-staging")).toBe(stack("main", "event-lake-staging"));
  expect(stack("other", "event-lake-dev")).toContain("kinesis_source_configuration");
  expect(stack("other", "event-lake-dev")).not.toContain("aws_lambda_function");
});
