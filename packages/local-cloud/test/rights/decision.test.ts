import { decide, refusalText } from "../../src/rights/decision";
import { readPolicy } from "../../src/rights/policy";

const OBJECT = "arn:aws:s3:::lake/raw/file.parquet";

function policy(...statements: readonly object[]) {
  return readPolicy("Policy", JSON.stringify({ Version: "2012-10-17", Statement: statements }));
}

const get = (resource: string, context: Readonly<Record<string, string>> = {}) => ({
  action: "s3:GetObject",
  resource,
  context,
});

const READ = { Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/raw/*" };

/** Cases of AWS's documentation of the evaluation logic and of each element. */
const CASES: readonly (readonly [title: string, statements: readonly object[], access: ReturnType<typeof get>, boolean])[] =
  [
    ["what nobody allows is denied", [], get(OBJECT), false],
    ["an allowance allows", [READ], get(OBJECT), true],
    ["an allowance of another action does not", [{ ...READ, Action: "s3:PutObject" }], get(OBJECT), false],
    ["actions are compared without regard to case", [{ ...READ, Action: "S3:getobject" }], get(OBJECT), true],
    ["resources are compared with regard to case", [READ], get("arn:aws:s3:::lake/RAW/file"), false],
    ["a wildcard of an action", [{ ...READ, Action: ["s3:Get*"] }], get(OBJECT), true],
    ["* is the empty text, too", [READ], get("arn:aws:s3:::lake/raw/"), true],
    ["a bare folder is not below itself", [READ], get("arn:aws:s3:::lake/raw"), false],
    ["? is one character", [{ ...READ, Resource: "arn:aws:s3:::lake/ra?/*" }], get(OBJECT), true],
    ["a dot is a dot", [{ ...READ, Resource: "arn:aws:s3:::l.ke/raw/*" }], get(OBJECT), false],
    ["a denial wins, wherever it stands", [READ, { ...READ, Effect: "Deny", Resource: "*" }], get(OBJECT), false],
    ["a denial of something else does not", [READ, { ...READ, Effect: "Deny", Action: "s3:PutObject" }], get(OBJECT), true],
    [
      "a condition that is met",
      [{ ...READ, Condition: { StringLike: { "s3:prefix": ["raw/*", "raw"] } } }],
      get(OBJECT, { "s3:prefix": "raw" }),
      true,
    ],
    [
      "a condition on a key that the call does not have is not met",
      [{ ...READ, Condition: { StringLike: { "s3:prefix": "*" } } }],
      get(OBJECT),
      false,
    ],
    [
      "all conditions must be met",
      [{ ...READ, Condition: { StringEquals: { "aws:a": "1", "aws:b": "2" } } }],
      get(OBJECT, { "aws:a": "1", "aws:b": "3" }),
      false,
    ],
    [
      "names of keys are compared without regard to case",
      [{ ...READ, Condition: { Bool: { "AWS:SecureTransport": "true" } } }],
      get(OBJECT, { "aws:SecureTransport": "true" }),
      true,
    ],
    [
      "a wildcard of ArnLike stays within its part",
      [{ ...READ, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:*:lake" } } }],
      get(OBJECT, { "aws:SourceArn": "arn:aws:s3:::lake" }),
      false,
    ],
    [
      "ArnLike part by part",
      [{ ...READ, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:logs:*:*:log-group:/aws/*" } } }],
      get(OBJECT, { "aws:SourceArn": "arn:aws:logs:eu-central-1:111111111111:log-group:/aws/lambda/f" }),
      true,
    ],
  ];

test.each(CASES)("%s", (_title, statements, access, allowed) => {
  expect(decide(access, policy(...statements)).allowed).toBe(allowed);
});

test("a decision names its statement, and a refusal reads like AWS's", () => {
  const user = "arn:aws:sts::111111111111:assumed-role/deduplicator/deduplicator";
  const denial = policy({ ...READ, Effect: "Deny" });

  expect(decide(get(OBJECT), policy(READ)).statement).toBe('Policy, statement "Read"');
  expect(refusalText(user, get(OBJECT), decide(get(OBJECT), []))).toBe(
    `User: ${user} is not authorized to perform: s3:GetObject on resource: ${OBJECT} because no identity-based policy allows the s3:GetObject action`,
  );
  expect(refusalText(user, get(OBJECT), decide(get(OBJECT), denial))).toMatch(/with an explicit deny in an identity-based policy$/);
});

test.each([
  ["NotAction", { Sid: "Read", Effect: "Allow", NotAction: "s3:PutObject", Resource: "*" }],
  ["NotResource", { Sid: "Read", Effect: "Allow", Action: "s3:*", NotResource: "*" }],
  ["the policy variable in arn:aws:s3:::lake/${aws:username}", { ...READ, Resource: "arn:aws:s3:::lake/${aws:username}" }],
  ["the operator Null", { ...READ, Condition: { Null: { "aws:a": "true" } } }],
  ["the operator StringLikeIfExists", { ...READ, Condition: { StringLikeIfExists: { "s3:prefix": "raw" } } }],
  ['Effect "allow"', { ...READ, Effect: "allow" }],
])("a policy is refused that would be decided by %s", (received, statement) => {
  expect(() => policy(statement)).toThrow(`Policy, statement "Read": the local cloud does not decide by ${received}.`);
});
