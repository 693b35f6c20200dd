import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { copyProviderLock } from "../../stacks/provider-lock";

const COMMITTED = path.join(__dirname, "../../terraform.lock.hcl");

let outdir = "";
beforeEach(() => {
  outdir = mkdtempSync(path.join(tmpdir(), "provider-lock-"));
});
afterEach(() => {
  rmSync(outdir, { recursive: true });
});

test("every synthesised stack gets the committed lock file, byte for byte, and nothing else does", () => {
  const app = new App({ outdir });
  new TerraformStack(app, "one");
  new TerraformStack(app, "other");
  new Construct(app, "not-a-stack");
  app.synth();

  copyProviderLock(app);

  for (const stack of ["one", "other"]) {
    const copy = readFileSync(path.join(outdir, "stacks", stack, ".terraform.lock.hcl"));
    expect(copy.equals(readFileSync(COMMITTED))).toBe(true);
  }
  expect(existsSync(path.join(outdir, "stacks", "not-a-stack"))).toBe(false);
});

test("the lock file pins the provider's version and holds checksums for more than this machine", () => {
  const text = readFileSync(COMMITTED, "utf8");

  expect(text).toContain('provider "registry.terraform.io/hashicorp/aws"');
  expect(text).toContain('version     = "5.100.0"');
  // Without it, `cdktf diff` would call the registry to lock anew.
  expect(text).toContain('constraints = "5.100.0"');
  expect(text.match(/"zh:[0-9a-f]{64}"/g)?.length).toBeGreaterThan(1);
});
