import type { Statement } from "../modules/policy-statements";
import { allows } from "./policy-evaluation";

const lake = "${aws_s3_bucket.lake.arn}";
const read: Statement = { Effect: "Allow", Action: ["s3:GetObject*"], Resource: [`${lake}/raw/*`] };

test.each([
  { what: "what its wildcard covers", action: "s3:GetObjectTagging", resource: `${lake}/raw/a/b`, allowed: true },
  { what: "another action", action: "s3:PutObject", resource: `${lake}/raw/one`, allowed: false },
  { what: "another prefix", action: "s3:GetObject", resource: `${lake}/lake/one`, allowed: false },
  { what: "another bucket", action: "s3:GetObject", resource: "${aws_s3_bucket.other.arn}/raw/one", allowed: false },
  { what: "the prefix itself", action: "s3:GetObject", resource: `${lake}/raw`, allowed: false },
])("references are compared as text, $what: $allowed", ({ action, resource, allowed }) => {
  expect(allows([read], action, resource)).toBe(allowed);
});

test("conditions of allowances and of denials are taken as met", () => {
  const Condition = { StringEquals: { "aws:SourceAccount": ["111111111111"] } };
  const denial: Statement = { Effect: "Deny", Action: ["s3:*"], Resource: [`${lake}/raw/secret/*`], Condition };

  expect(allows([{ ...read, Condition }], "s3:GetObject", `${lake}/raw/open/one`)).toBe(true);
  expect(allows([denial, read], "s3:GetObject", `${lake}/raw/secret/one`)).toBe(false);
});
