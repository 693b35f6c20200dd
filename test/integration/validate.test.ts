import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { environments } from "../../environments";
import { accountStackId } from "../../stacks/account-stack";
import { synthesise } from "../../tools/synth/synthesise";
import { Terraform } from "@event-lake/plan-review/terraform";

let output: string;

beforeAll(async () => {
  output = mkdtempSync(path.join(os.tmpdir(), "event-lake-validate-"));
  await synthesise(output);
}, 30_000);

afterAll(() => {
  rmSync(output, { recursive: true, force: true });
});

test("terraform validate accepts every stack, with the provider of the committed lock file and no other", async () => {
  const stacks = readdirSync(path.join(output, "stacks"));
  expect(stacks).toHaveLength(environments.length + new Set(environments.map(accountStackId)).size);

  for (const stack of stacks) {
    const terraform = new Terraform({ folder: path.join(output, "stacks", stack) });
    // The wrapper adds -lockfile=readonly to every init.
    await terraform.init("-backend=false");
    await terraform.validate();
  }
}, 120_000);

test("terraform init refuses a provider whose checksum is not in the lock file", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-lock-"));
  const [name = ""] = readdirSync(path.join(output, "stacks"));
  const stack = path.join(output, "stacks", name);
  copyFileSync(path.join(stack, "cdk.tf.json"), path.join(folder, "cdk.tf.json"));
  const lock = readFileSync(path.join(stack, ".terraform.lock.hcl"), "utf8");
  const foreign = lock.replaceAll(/"(h1|zh):[^"]+"/g, '"h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="');
  writeFileSync(path.join(folder, ".terraform.lock.hcl"), foreign);

  await expect(new Terraform({ folder }).init("-backend=false")).rejects.toThrow(/checksum/);

  rmSync(folder, { recursive: true, force: true });
}, 60_000);
