import { existsSync } from "node:fs";
import path from "node:path";
import { STORES } from "../../src/aws/stores";
import { holdsNothing } from "../../src/stores/configuration-only";
import { OTHER_STORES } from "../../src/stores/other-stores";

const PROVIDER = path.dirname(require.resolve("@cdktf/provider-aws/package.json"));

test("every type of AWS that is said to hold data is one of the provider", () => {
  const types = Object.keys(STORES).filter((type) => type.startsWith("aws_"));
  const unknown = types.filter(
    (type) => !existsSync(path.join(PROVIDER, "lib", type.slice("aws_".length).replace(/_/g, "-"))),
  );

  expect(types.length).toBeGreaterThan(200);
  expect(unknown).toEqual([]);
});

test.each(["google", "azurerm", "kubernetes", "github", "gitlab", "vault", "snowflake", "databricks", "mongodbatlas"])(
  "stores of %s are known",
  (provider) => {
    expect(Object.keys(OTHER_STORES).filter((type) => type.startsWith(`${provider}_`)).length).toBeGreaterThan(5);
  },
);

test("what a store holds, and how it comes back, is said in words, and each noun can stand behind an article", () => {
  for (const [type, [noun, holds, more]] of Object.entries(OTHER_STORES)) {
    expect([type, noun, holds]).not.toContain("");
    expect(noun).not.toMatch(/^(a|an|the) /);
    if (typeof more === "object") expect([type, more.recovery]).toEqual([type, expect.stringMatching(/^[A-Z].*\.$/)]);
  }
});

test.each([
  "aws_autoscaling_group",
  "aws_cloudwatch_metric_alarm",
  "azurerm_linux_virtual_machine_scale_set",
  "datadog_monitor",
  "github_branch_protection",
  "google_compute_instance_template",
  "google_cloudfunctions2_function_iam_member",
  "kubernetes_replication_controller",
  "postgresql_function",
])("%s holds nothing, and is no store", (type) => {
  expect(holdsNothing(type)).toBe(true);
  expect(STORES[type]).toBeUndefined();
});
