import { repeatsOwnResource } from "../../src/aws/own-resources";
import { Configuration } from "../../src/plan/configuration";
import { SynthesisedStack } from "../../src/plan/synthesised-stack";

const HEAD = new SynthesisedStack({
  resource: {
    aws_s3_bucket: { lake: {}, failures: {} },
    aws_s3_bucket_versioning: { lake: { bucket: "${aws_s3_bucket.lake.id}" } },
    aws_iam_role_policy: { reader: { role: "${aws_iam_role.reader.id}" } },
  },
});
const STACK = { head: HEAD, configuration: new Configuration(undefined) };
const bucket = (name: string) => ({ type: "aws_s3_bucket", address: `aws_s3_bucket.${name}` });
const reader = { type: "aws_iam_role", address: "aws_iam_role.reader" };

test("what a resource of its own manages is told there, not of the bucket", () => {
  const difference = { attribute: "versioning[0].enabled", before: "false", after: "true" };

  expect(repeatsOwnResource(STACK, bucket("lake"), difference)).toBe(true);
  expect(repeatsOwnResource(STACK, bucket("failures"), difference)).toBe(false);
  expect(repeatsOwnResource(STACK, bucket("lake"), { attribute: "force_destroy", before: "false" })).toBe(false);
});

test("a role's policy is nothing new when it first appears, and drift when it changes", () => {
  expect(repeatsOwnResource(STACK, reader, { attribute: "inline_policy[0].policy" })).toBe(true);
  expect(repeatsOwnResource(STACK, reader, { attribute: "inline_policy[0].policy", before: "{}" })).toBe(false);
});

test("without the synthesised stack, the plan's own copy of the code says it", () => {
  const configuration = new Configuration({
    module_calls: {
      lake: {
        module: {
          resources: [
            { address: "aws_s3_bucket.raw", expressions: {} },
            { address: "aws_s3_bucket_policy.raw", expressions: { bucket: { references: ["aws_s3_bucket.raw.id"] } } },
          ],
        },
      },
    },
  });
  const raw = { type: "aws_s3_bucket", address: "module.lake.aws_s3_bucket.raw" };

  expect(repeatsOwnResource({ configuration }, raw, { attribute: "policy" })).toBe(true);
  expect(repeatsOwnResource({ configuration }, raw, { attribute: "logging[0].target_bucket" })).toBe(false);
});
