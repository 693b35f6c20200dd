import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { TerraformMissingError, findTerraform } from "../../src/terraform/terraform-binary";
import { fakeTerraform, print, printVersion } from "./fake-terraform";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "terraform-binary-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("the binary that TERRAFORM_BINARY_NAME names is taken, whatever is on PATH", () => {
  fakeTerraform(folder, [printVersion("1.12.0")]);
  const tofu = fakeTerraform(folder, [printVersion("1.11.2")], "tofu");

  expect(findTerraform({ TERRAFORM_BINARY_NAME: tofu, PATH: folder })).toEqual({ command: tofu, version: "1.11.2" });
});

test.each([{ TERRAFORM_BINARY_NAME: undefined }, { TERRAFORM_BINARY_NAME: "" }])(
  "without a name (%j) it is the terraform on PATH",
  (environment) => {
    fakeTerraform(folder, [printVersion("1.11.4")]);

    expect(findTerraform({ ...environment, PATH: folder })).toEqual({ command: "terraform", version: "1.11.4" });
  },
);

test("the binary is asked without its check for a newer version", () => {
  fakeTerraform(folder, [
    `[ "$CHECKPOINT_DISABLE" = 1 ] && [ "$*" = "version -json" ] || exit 1`,
    printVersion("1.11.0"),
  ]);

  expect(findTerraform({ PATH: folder }).version).toBe("1.11.0");
});

test.each(["1.11.0", "1.11.0-rc1", "1.12.0", "2.0.0", "10.0.0"])("version %s is new enough", (version) => {
  fakeTerraform(folder, [printVersion(version)]);

  expect(findTerraform({ PATH: folder }).version).toBe(version);
});

test.each(["1.10.5", "1.9.99", "0.15.5", "0.99.99"])(
  "version %s is too old, and the message says what is needed",
  (version) => {
    fakeTerraform(folder, [printVersion(version)]);

    expect(() => findTerraform({ PATH: folder })).toThrow(
      `"terraform" is version ${version}.\nThis project needs Terraform 1.11.0 or later (another binary can be named by TERRAFORM_BINARY_NAME).\nInstall it: `,
    );
  },
);

test.each([
  { what: "text", script: [print("Terraform v1.11.4")] },
  { what: "JSON without a version", script: [print("[]")] },
  { what: "nothing", script: ["exit 1"] },
])("a binary that answers with $what is refused", ({ script }) => {
  fakeTerraform(folder, script);

  expect(() => findTerraform({ PATH: folder })).toThrow('"terraform version -json" did not answer with a version.');
});

test.each([
  { platform: "darwin" as const, line: "brew install hashicorp/tap/terraform" },
  { platform: "win32" as const, line: "winget install Hashicorp.Terraform" },
  { platform: "linux" as const, line: "https://developer.hashicorp.com/terraform/install" },
])("where there is none, the message holds the line that installs it on $platform", ({ platform, line }) => {
  const find = () => findTerraform({ PATH: folder }, platform);

  expect(find).toThrow(TerraformMissingError);
  expect(find).toThrow(/^"terraform" was not found \(.*ENOENT.*\)\./);
  expect(find).toThrow(`Install it: ${line}`);
});

test("a name that does not lead to a binary is told as it was written", () => {
  fakeTerraform(folder, [printVersion("1.11.4")]);

  expect(() => findTerraform({ TERRAFORM_BINARY_NAME: "terrafrom", PATH: folder })).toThrow(
    '"terrafrom" was not found',
  );
});
