import { driftOf, readDrift } from "../src/drift";
import { writeDriftIssue } from "../src/github/drift-issue";

const HEAD = {
  resource: { terraform_data: { kept: { "//": { metadata: { path: "event-lake-dev/kept" } } } } },
};

/** The shape of `resource_drift`; the values of a refresh cannot change in a stack without a cloud. */
function planWithDrift(...changes: readonly object[]): object {
  const drift = changes.map((change) => ({
    address: "terraform_data.kept",
    mode: "managed",
    type: "terraform_data",
    name: "kept",
    change,
  }));
  return { format_version: "1.2", resource_drift: drift };
}

test("an attribute that changed outside of Terraform is told with its construct, sensitive values masked", () => {
  const plan = planWithDrift({
    actions: ["update"],
    before: { input: "a", token: "one" },
    after: { input: "b", token: "two" },
    before_sensitive: { token: true },
    after_sensitive: { token: true },
  });

  const drift = driftOf("event-lake-dev", plan, HEAD);

  expect(drift.resources).toMatchObject([
    { address: "terraform_data.kept", constructPath: "event-lake-dev/kept", deleted: false },
  ]);
  expect(drift.resources[0]?.attributes).toContainEqual({ attribute: "input", before: "a", after: "b" });
  expect(JSON.stringify(drift)).not.toMatch(/"(one|two)"/u);
  expect(readDrift(JSON.stringify(drift), "drift.json")).toEqual(drift);
});

test("a secret inside of a value that is not marked is hidden, also when what it is the secret of has not drifted", () => {
  const plan = {
    ...planWithDrift({
      actions: ["update"],
      before: { input: "of hunter2-hunter2", token: "hunter2-hunter2" },
      after: { input: "of hunter2-hunter2 and opensesame-1", token: "hunter2-hunter2" },
      before_sensitive: { token: true },
      after_sensitive: { token: true },
    }),
    prior_state: {
      values: {
        root_module: {
          child_modules: [
            { resources: [{ values: { password: "opensesame-1" }, sensitive_values: { password: true } }] },
          ],
        },
      },
    },
  };

  const drift = driftOf("event-lake-dev", plan, HEAD);

  expect(drift.resources[0]?.attributes).toEqual([
    { attribute: "input", before: "of (sensitive value)", after: "of (sensitive value) and (sensitive value)" },
  ]);
});

test("what only the provider reads differently, without a value that changed, is no drift", () => {
  const plan = planWithDrift({
    actions: ["update"],
    before: { input: "a", tags: null },
    after: { input: "a", tags: {} },
  });

  expect(driftOf("event-lake-dev", plan, HEAD).resources).toEqual([]);
});

test("a resource that is gone is drift", () => {
  const plan = planWithDrift({ actions: ["delete"], before: { input: "a" }, after: null });

  expect(driftOf("event-lake-dev", plan, HEAD).resources).toMatchObject([{ deleted: true, attributes: [] }]);
});

test("an issue about more drift than has room says where the rest is", () => {
  const resources = Array.from({ length: 3_000 }, (_, index) => ({
    address: `aws_s3_bucket.bucket_${index}`,
    deleted: false,
    attributes: [{ attribute: "force_destroy", before: "false", after: "true" }],
  }));

  const { body } = writeDriftIssue([{ version: 1, stack: "event-lake-dev", resources }], [], "the artefacts of run 9");

  expect(Array.from(body).length).toBeLessThanOrEqual(60_000);
  expect(body).toContain("Everything is in the artefacts of run 9.");
  expect(body).toMatch(/\*\*\d+ more not shown here\*\*: \d+ changed\./u);
});
