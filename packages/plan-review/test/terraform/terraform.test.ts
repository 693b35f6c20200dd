import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Terraform, TerraformError } from "../../src/terraform/terraform";
import { fakeTerraform, print, printVersion } from "./fake-terraform";
import { FAILED_APPLY, FIRST_APPLY } from "./recorded-messages";

let folder = "";
const before = process.env["TERRAFORM_BINARY_NAME"];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "terraform-"));
});
afterEach(() => {
  if (before === undefined) delete process.env["TERRAFORM_BINARY_NAME"];
  else process.env["TERRAFORM_BINARY_NAME"] = before;
  rmSync(folder, { recursive: true });
});

/** Puts a stand-in in Terraform's place, which notes each command but `version` in a file and then runs the script. */
function standIn(script: readonly string[]): { commands: () => string[] } {
  const log = path.join(folder, "commands");
  writeFileSync(log, "");
  process.env["TERRAFORM_BINARY_NAME"] = fakeTerraform(folder, [
    `if [ "$1" = version ]; then ${printVersion("1.11.4")}; exit; fi`,
    `echo "$*" >> '${log}'`,
    ...script,
  ]);
  return { commands: () => readFileSync(log, "utf8").trim().split("\n") };
}

test("no command asks a person, and none changes the provider lock file", async () => {
  const { commands } = standIn([]);
  const terraform = new Terraform({ folder });

  await terraform.init("-migrate-state");
  await terraform.apply();
  await terraform.destroy();
  await terraform.hasChanges();

  expect(commands()).toEqual([
    "init -input=false -no-color -lockfile=readonly -migrate-state",
    "apply -auto-approve -input=false -json -parallelism=30",
    "destroy -auto-approve -input=false -json -parallelism=30",
    "plan -input=false -no-color -detailed-exitcode",
  ]);
});

test("a command runs in the stack's folder, with what was added to its environment and without the version check", async () => {
  standIn([`printf '%s|' "$PWD" "$AWS_ENDPOINT_URL" "$CHECKPOINT_DISABLE" "$TF_IN_AUTOMATION" > seen`]);

  await new Terraform({ folder, environment: { AWS_ENDPOINT_URL: "http://127.0.0.1:1" } }).validate();

  expect(readFileSync(path.join(folder, "seen"), "utf8")).toBe(`${folder}|http://127.0.0.1:1|1|1|`);
});

test("an apply tells how far it is and gives back how many resources it touched", async () => {
  standIn(FIRST_APPLY.map(print));
  const seen: string[] = [];

  const touched = await new Terraform({
    folder,
    onProgress: ({ done, total }) => seen.push(`${done}/${total}`),
  }).apply();

  expect(touched).toBe(2);
  expect(seen).toEqual(["0/2", "1/2", "1/2", "2/2"]);
});

test("a failed apply is an error with Terraform's own words, and not with its JSON", async () => {
  standIn([...FAILED_APPLY.map(print), "exit 1"]);

  const apply = new Terraform({ folder }).apply();

  await expect(apply).rejects.toThrow(TerraformError);
  await expect(apply).rejects.toThrow(
    "terraform apply ended with exit code 1:\nterraform_data.failing[0]\n  local-exec provisioner error\n  Error running",
  );
});

test("what a command prints on either stream is in its error", async () => {
  standIn(["echo on one", "echo on the other >&2", "exit 3"]);

  const error = await new Terraform({ folder }).init().catch((reason: unknown) => reason);

  expect(error).toBeInstanceOf(TerraformError);
  expect(error).toMatchObject({ command: "init", exitCode: 3 });
  expect(error).toHaveProperty("output", expect.stringContaining("on one"));
  expect(error).toHaveProperty("output", expect.stringContaining("on the other"));
});

test.each([
  { exitCode: 0, changes: false },
  { exitCode: 2, changes: true },
])("a plan with exit code $exitCode has changes: $changes", async ({ exitCode, changes }) => {
  standIn(["echo the plan", `exit ${exitCode}`]);

  await expect(new Terraform({ folder }).hasChanges()).resolves.toEqual({ changes, text: "the plan" });
});

test("a plan that fails is an error, not a plan without changes", async () => {
  standIn(["echo no such bucket", "exit 1"]);

  await expect(new Terraform({ folder }).hasChanges()).rejects.toThrow("no such bucket");
});

test("a lock that a killed run left is removed by its id, without a question", async () => {
  const { commands } = standIn([]);

  await new Terraform({ folder }).forceUnlock("1b2c");

  expect(commands()).toEqual(["force-unlock -force -no-color 1b2c"]);
});

test("what is planned is read by address, without a lock, and no plan file stays behind", async () => {
  const plan = {
    planned_values: { root_module: { resources: [{ address: "aws_sqs_queue.one", values: { name: "one" } }] } },
  };
  const { commands } = standIn([
    `if [ "$1" = plan ]; then : > planned-values.bin; exit; fi`,
    `[ -e planned-values.bin ] || exit 1`,
    print(JSON.stringify(plan)),
  ]);

  const values = await new Terraform({ folder }).plannedValues();

  expect([...values]).toEqual([["aws_sqs_queue.one", { name: "one" }]]);
  expect(commands()[0]).toContain("-lock=false");
  expect(existsSync(path.join(folder, "planned-values.bin"))).toBe(false);
});

test("the outputs are read by name", async () => {
  standIn([print('{"stream_name":{"sensitive":false,"type":"string","value":"events"}}')]);

  await expect(new Terraform({ folder }).outputs()).resolves.toEqual({ stream_name: "events" });
});

test("an interruption reaches Terraform, which then ends in its own way", async () => {
  standIn([
    "trap 'echo interrupted; exit 130' INT",
    "echo ready >&2",
    ": > started",
    "for n in $(seq 200); do sleep 0.05; done",
  ]);
  const interruption = new AbortController();
  const init = new Terraform({ folder, signal: interruption.signal }).init();
  const deadline = Date.now() + 5_000;
  while (!existsSync(path.join(folder, "started"))) {
    if (Date.now() > deadline) throw new Error("The stand-in did not start within 5 s.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  interruption.abort();

  await expect(init).rejects.toMatchObject({ exitCode: 130, output: expect.stringContaining("interrupted") as string });
}, 10_000);

test("nothing is started once it is interrupted", async () => {
  const { commands } = standIn([]);
  const signal = AbortSignal.abort();

  await expect(new Terraform({ folder, signal }).apply()).rejects.toThrow("Interrupted before it was started.");
  expect(commands()).toEqual([""]);
});
