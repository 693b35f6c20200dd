import { planHash } from "../../src/plan/plan-hash";
import { readPlanJson } from "../../src/plan/plan-json";
import { PlanUnderReview } from "../../src/plan/plan-under-review";
import { SynthesisedStack } from "../../src/plan/synthesised-stack";
import { changed } from "../planned";
import { planOf } from "../reviewed-case";

const plan = planOf({ name: "stream-name-changed" });
const hashOf = (json: unknown) => planHash(new PlanUnderReview(readPlanJson(json)));

test("the time, the version and resources that stay as they are do not count", () => {
  const later = changed(plan, (copy) => {
    copy["timestamp"] = "2027-01-01T00:00:00Z";
    copy["terraform_version"] = "1.99.0";
    const [change] = copy.resource_changes;
    if (!change) throw new Error("no change");
    copy.resource_changes.push({
      ...change,
      address: "aws_kinesis_stream.other",
      change: { ...change.change, actions: ["no-op"] },
    });
  });

  expect(hashOf(later)).toBe(hashOf(plan));
  expect(hashOf(plan)).toMatch(/^[0-9a-f]{64}$/);
});

test("another value, another action or another output is another plan", () => {
  const hashes = [
    plan,
    changed(plan, ({ resource_changes: [change] }) => {
      if (change?.change.after) change.change.after = { ...change.change.after, retention_period: 24 };
    }),
    changed(plan, ({ resource_changes: [change] }) => {
      if (change) change.change.actions = ["create", "delete"];
    }),
    changed(plan, (copy) => {
      copy.output_changes = { name: { actions: ["update"], before: "events", after: "all-events" } };
    }),
  ].map(hashOf);

  expect(new Set(hashes).size).toBe(hashes.length);
});

test("a hidden value does not count, not even where it is not marked: nobody can guess it by the hash", () => {
  const [one, other] = ["hunter2-hunter2", "opensesame-1"].map((secret) =>
    changed(plan, ({ resource_changes: [change] }) => {
      if (!change?.change.after) throw new Error("no change");
      change.change.after = { ...change.change.after, name: secret, tags: { of: `the ${secret}` } };
      change.change.after_sensitive = { name: true };
    }),
  );

  expect(hashOf(one)).toBe(hashOf(other));
});

test("what runs when a resource is made counts, and so does when it runs, which the code alone says", () => {
  const running = planOf({ name: "provisioner-runs" });
  const withCode = (when: string) => {
    const provisioner = [{ "local-exec": { command: "echo", when } }];
    const head = { resource: { aws_sqs_queue: { jobs: { provisioner } } } };
    return planHash(new PlanUnderReview(readPlanJson(running), new SynthesisedStack(head)));
  };
  const other = JSON.parse(JSON.stringify(running).replaceAll('"local-exec"', '"remote-exec"')) as unknown;

  expect(new Set([hashOf(running), hashOf(other), withCode("create"), withCode("destroy")]).size).toBe(4);
});
