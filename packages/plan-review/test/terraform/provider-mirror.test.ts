import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findProviderMirror, terraformCliConfig } from "../../src/terraform/provider-mirror";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "provider-mirror-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Makes a mirror that holds the AWS provider. @returns its path */
function mirror(...names: string[]): string {
  const root = path.join(folder, ...names);
  mkdirSync(path.join(root, "registry.terraform.io/hashicorp/aws"), { recursive: true });
  return root;
}

test("the mirror that the variable names is taken before any other", () => {
  mirror("opt", "plugins");
  const named = mirror("elsewhere");

  expect(findProviderMirror({ EVENT_LAKE_PROVIDER_MIRROR: named }, [path.join(folder, "opt")])).toBe(named);
});

test("a variable that names a folder without the provider is an error, not a reason to look elsewhere", () => {
  mirror("opt", "plugins");

  expect(() => findProviderMirror({ EVENT_LAKE_PROVIDER_MIRROR: folder }, [path.join(folder, "opt")])).toThrow(
    `EVENT_LAKE_PROVIDER_MIRROR is "${folder}", which has no folder registry.terraform.io/hashicorp/aws. Name the folder that holds registry.terraform.io, or unset the variable.`,
  );
});

test.each([{}, { EVENT_LAKE_PROVIDER_MIRROR: "" }])(
  "without the variable (%j) it is a child of the first root that has one",
  (environment) => {
    mkdirSync(path.join(folder, "opt", "another-program"), { recursive: true });
    const found = mirror("share", "plugins");
    mirror("later", "plugins");
    const roots = ["absent", "opt", "share", "later"].map((name) => path.join(folder, name));

    expect(findProviderMirror(environment, roots)).toBe(found);
  },
);

test("a mirror of other providers only is none", () => {
  mkdirSync(path.join(folder, "opt/plugins/registry.terraform.io/hashicorp/random"), { recursive: true });

  expect(findProviderMirror({}, [path.join(folder, "opt")])).toBeUndefined();
});

test("the configuration takes the AWS provider from the mirror only, everything else from its origin", () => {
  const file = terraformCliConfig(path.join(folder, "made/for/it"), { EVENT_LAKE_PROVIDER_MIRROR: mirror("plugins") });

  expect(file).toBe(path.join(folder, "made/for/it/terraform.tfrc"));
  expect(readFileSync(file, "utf8")).toBe(`disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = "${folder}/plugins"
    include = ["registry.terraform.io/hashicorp/aws"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/aws"]
  }
}
`);
});

test("without a mirror Terraform downloads as it always does, and only the check for a newer version is off", () => {
  const file = terraformCliConfig(folder, {}, [path.join(folder, "absent")]);

  expect(readFileSync(file, "utf8")).toBe("disable_checkpoint = true\n");
});

test("a configuration of the user's own is used as it is", () => {
  const own = path.join(folder, "own.tfrc");
  writeFileSync(own, "# mine\n");

  expect(terraformCliConfig(folder, { TF_CLI_CONFIG_FILE: own })).toBe(own);
  expect(readFileSync(own, "utf8")).toBe("# mine\n");
});

test("a variable that names a configuration which is not there does not stop Terraform", () => {
  const file = terraformCliConfig(folder, { TF_CLI_CONFIG_FILE: path.join(folder, "absent.tfrc") }, []);

  expect(file).toBe(path.join(folder, "terraform.tfrc"));
});
