import type { Statement } from "../modules/policy-statements";
import { allows } from "./policy-evaluation";

const lake = "${aws_s3_bucket.lake.arn}";
const read: Statement = { Effect: "Allow", Action: ["s3:GetObject*"], Resource: [`${lake}/raw/*`] };

test.each([
  { what: "what a statement names", action: "s3:GetObject", resource: `${lake}/raw/one`, allowed: true },
  { what: "what its wildcard covers", action: "s3:GetObjectTagging", resource: `${lake}/raw/a/b`, allowed: true },
  { what: "an action in other letters", action: "S3:getobject", resource: `${lake}/raw/one`, allowed: true },
  { what: "another action", action: "s3:PutObject", resource: `${lake}/raw/one`, allowed: false },
  { what: "another prefix", action: "s3:GetObject", resource: `${lake}/lake/one`, allowed: false },
  { what: "another bucket", action: "s3:GetObject", resource: "${aws_s3_bucket.other.arn}/raw/one", allowed: false },
  { what: "the prefix itself", action: "s3:GetObject", resource: `${lake}/raw`, allowed: false },
])("$what: $allowed", ({ action, resource, allowed }) => {
  expect(allows([read], action, resource)).toBe(allowed);
});

test("a denial wins over an allowance, wherever it stands", () => {
  const denial: Statement = { Effect: "Deny", Action: ["s3:*"], Resource: [`${lake}/raw/secret/*`] };

  expect(allows([denial, read], "s3:GetObject", `${lake}/raw/secret/one`)).toBe(false);
  expect(allows([read, denial], "s3:GetObject", `${lake}/raw/secret/one`)).toBe(false);
  expect(allows([read, denial], "s3:GetObject", `${lake}/raw/open/one`)).toBe(true);
});

test("a question mark stands for one character, and a dot for itself", () => {
  const statement: Statement = { Effect: "Allow", Action: ["s3:Get?bject"], Resource: ["arn:a.b"] };

  expect(allows([statement], "s3:GetObject", "arn:a.b")).toBe(true);
  expect(allows([statement], "s3:GetOObject", "arn:a.b")).toBe(false);
  expect(allows([statement], "s3:GetObject", "arn:axb")).toBe(false);
});

test("nothing is allowed by no statement", () => {
  expect(allows([], "s3:GetObject", lake)).toBe(false);
});
