import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { environments } from "../../environments";
import { accountStackId } from "../../stacks/account-stack";
import { synthesise } from "../../tools/synth/synthesise";
import { RIGHT_PROPS } from "../modules/input-rules/right-edges";
import { SUBJECTS } from "../modules/input-rules/subjects";
import type { Resource, Synthesised } from "../modules/synthesised";
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

/** Resources of a stack, renamed by a number: many stacks are looked at as one. */
function renamed({ text, resources }: Synthesised, number: number): Resource[] {
  const json = resources.reduce(
    (all, { type, id }) => all.replaceAll(new RegExp(String.raw`\b${type}\.${id}\b`, "g"), `${type}.${id}_${number}`),
    text,
  );
  const { resource } = JSON.parse(json) as { resource?: Record<string, Record<string, Record<string, unknown>>> };
  return Object.entries(resource ?? {}).flatMap(([type, byId]) =>
    Object.entries(byId).map(([id, config]) => ({ type, id: `${id}_${number}`, config })),
  );
}

test("terraform validate accepts every right edge of every prop: nothing that passes synth is refused by the provider", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-edges-"));
  const stacks = RIGHT_PROPS.flatMap(({ of, prop, values }) =>
    values.map((value) => SUBJECTS[of].makeWith(prop, value)),
  );
  const resource: Record<string, Record<string, unknown>> = {};
  for (const { type, id, config } of stacks.flatMap(renamed)) {
    // Packages and job files went with the stacks' folders.
    const file = { aws_lambda_function: { filename: "cdk.tf.json" }, aws_s3_object: { source: "cdk.tf.json" } }[type];
    resource[type] = { ...resource[type], [id]: { ...config, ...file } };
  }
  const [name = ""] = readdirSync(path.join(output, "stacks"));
  const stack = path.join(output, "stacks", name);
  const { terraform, provider } = JSON.parse(readFileSync(path.join(stack, "cdk.tf.json"), "utf8")) as Record<
    string,
    unknown
  >;
  writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify({ terraform, provider, resource }));
  copyFileSync(path.join(stack, ".terraform.lock.hcl"), path.join(folder, ".terraform.lock.hcl"));
  const terraformHere = new Terraform({ folder });

  await terraformHere.init("-backend=false");
  await terraformHere.validate();

  expect(stacks.length).toBeGreaterThan(300);
  rmSync(folder, { recursive: true, force: true });
}, 180_000);

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
