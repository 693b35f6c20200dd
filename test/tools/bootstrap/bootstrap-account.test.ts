import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bootstrapAccount } from "../../../tools/bootstrap/bootstrap-account";
import { fakeTerraform, printVersion } from "../../../packages/plan-review/test/terraform/fake-terraform";

let folder = "";
let stateFile = "";
const before = process.env["TERRAFORM_BINARY_NAME"];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "bootstrap-"));
  stateFile = path.join(folder, "bootstrap.tfstate");
});
afterEach(() => {
  if (before === undefined) delete process.env["TERRAFORM_BINARY_NAME"];
  else process.env["TERRAFORM_BINARY_NAME"] = before;
  rmSync(folder, { recursive: true });
});

/** What the stand-in for Terraform finds in its folder. */
interface Account {
  /** Whether there is a state bucket from the start. */
  readonly bucket: boolean;
  /** Command that fails. */
  readonly failing?: string;
}

/**
 * Puts a stand-in in Terraform's place: `init` without a local backend needs the bucket, `apply` makes it and, with a local
 * backend, writes the state file. Each command is noted, with the backend that it saw.
 */
function standIn({ bucket, failing = "none" }: Account): () => string[] {
  const at = (name: string) => path.join(folder, name);
  if (bucket) writeFileSync(at("bucket"), "");
  process.env["TERRAFORM_BINARY_NAME"] = fakeTerraform(folder, [
    `if [ "$1" = version ]; then ${printVersion("1.11.4")}; exit; fi`,
    `backend=s3; [ -e zzz_bootstrap_override.tf.json ] && backend=local`,
    `flags=; for flag in "$@"; do case $flag in -reconfigure|-migrate-state|-force-copy) flags="$flags $flag";; esac; done`,
    `echo "$1$flags ($backend)" >> commands`,
    `if [ "$1" = ${failing} ]; then echo it failed; exit 1; fi`,
    `if [ "$1 $backend" = "init s3" ] && [ ! -e bucket ]; then echo "S3 bucket does not exist"; exit 1; fi`,
    `if [ "$1" = apply ]; then : > bucket; [ $backend = local ] && echo state > '${stateFile}'; fi`,
    `exit 0`,
  ]);
  return () => readFileSync(at("commands"), "utf8").trim().split("\n");
}

const override = () => path.join(folder, "zzz_bootstrap_override.tf.json");

test("in a new account the stack is applied with local state, which then moves into the bucket", async () => {
  const commands = standIn({ bucket: false });

  await bootstrapAccount({ folder, stateFile });

  expect(commands()).toEqual([
    "init -reconfigure (s3)",
    "init -reconfigure (local)",
    "apply (local)",
    "init -migrate-state -force-copy (s3)",
  ]);
  expect(existsSync(stateFile)).toBe(false);
  expect(existsSync(override())).toBe(false);
});

test("where the state is in the bucket already it is an ordinary apply", async () => {
  const commands = standIn({ bucket: true });

  await bootstrapAccount({ folder, stateFile });

  expect(commands()).toEqual(["init -reconfigure (s3)", "apply (s3)"]);
});

test("an interrupted bootstrap goes on from its state file, though the bucket is there", async () => {
  const commands = standIn({ bucket: true });
  writeFileSync(stateFile, "state");

  await bootstrapAccount({ folder, stateFile });

  expect(commands()).toEqual(["init -reconfigure (local)", "apply (local)", "init -migrate-state -force-copy (s3)"]);
});

test("a failed apply leaves the state file to go on from, and no override in the stack's folder", async () => {
  standIn({ bucket: false, failing: "apply" });
  writeFileSync(stateFile, "state");

  await expect(bootstrapAccount({ folder, stateFile })).rejects.toThrow("terraform apply ended with exit code 1");

  expect(readFileSync(stateFile, "utf8")).toBe("state");
  expect(existsSync(override())).toBe(false);
});

test("an init that fails for another reason than a missing bucket stops it: a second state would be made", async () => {
  const commands = standIn({ bucket: true, failing: "init" });

  await expect(bootstrapAccount({ folder, stateFile })).rejects.toThrow("it failed");

  expect(commands()).toEqual(["init -reconfigure (s3)"]);
});
