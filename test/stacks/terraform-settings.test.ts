import { environments } from "../../environments";
import { accountStackId } from "../../stacks/account-stack";
import { synthesiseAccount, synthesiseEventLake } from "./synthesised-environments";

const accounts = new Map(environments.map((environment) => [accountStackId(environment), environment]));
const stacks = [
  ...environments.map((environment) => ({
    id: `${environment.namePrefix}-${environment.name}`,
    environment,
    synthesise: synthesiseEventLake,
    tags: { project: environment.namePrefix, environment: environment.name, "managed-by": "terraform" },
  })),
  ...[...accounts].map(([id, environment]) => ({
    id,
    environment,
    synthesise: synthesiseAccount,
    tags: { project: environment.namePrefix, "managed-by": "terraform" },
  })),
].map((stack) => ({ ...stack, stack: stack.synthesise(stack.environment) }));

describe.each(stacks)("$id", ({ id, environment, stack, synthesise, tags }) => {
  const { accountId, region, namePrefix } = environment;

  test("keeps its state under its own key, encrypted and locked, in the bucket of its account", () => {
    expect(stack.terraform["backend"]).toEqual({
      s3: {
        bucket: `${namePrefix}-terraform-state-${accountId}-${region}`,
        key: `${id}/terraform.tfstate`,
        region,
        encrypt: true,
        kms_key_id: `arn:aws:kms:${region}:${accountId}:alias/${namePrefix}-terraform-state`,
        use_lockfile: true,
        allowed_account_ids: [accountId],
      },
    });
  });

  test("is deployed to its own account and region, and to no other, with tags on everything", () => {
    expect(stack.provider).toEqual({ region, allowed_account_ids: [accountId], default_tags: [{ tags }] });
  });

  test("says which Terraform it needs, and one exact version of the provider", () => {
    expect(stack.terraform["required_version"]).toBe(">= 1.11.0");
    expect(stack.terraform["required_providers"]).toEqual({ aws: { source: "aws", version: "5.100.0" } });
  });

  test("refers to its own resources only: nothing is read from another stack", () => {
    const addresses = new Set(stack.resources.map((resource) => `${resource.type}.${resource.id}`));
    const references = [...stack.text.matchAll(/(?<!\$)\$\{(?<root>\w+)\.(?<name>\w+)/g)].map(
      ({ groups }) => `${groups?.["root"] ?? ""}.${groups?.["name"] ?? ""}`,
    );

    expect(references.length).toBeGreaterThan(0);
    for (const address of references) expect(addresses).toContain(address);
    expect(stack.text).not.toContain("terraform_remote_state");
  });

  test("is the same whoever synthesises it and when: no path, time or random value of this machine", () => {
    const again = synthesise(environment);

    expect(again.text).toBe(stack.text);
    expect(stack.text).not.toContain(process.cwd());
  });
});

test("no two stacks share a state", () => {
  const keys = stacks.map(({ stack }) => JSON.stringify(stack.terraform["backend"]));

  expect(new Set(keys).size).toBe(stacks.length);
});
