import { decide, refusalText } from "../../src/policies/decision";
import { readPolicy } from "../../src/policies/policy";

const OBJECT = "arn:aws:s3:::lake/raw/file.parquet";

function policy(...statements: readonly object[]) {
  return readPolicy(
    "identity-based policy",
    "Policy",
    JSON.stringify({ Version: "2012-10-17", Statement: statements }),
  );
}

const get = (resource: string, context: Readonly<Record<string, string>> = {}) => ({
  action: "s3:GetObject",
  resource,
  context,
});

const CALLER = {
  roleArn: "arn:aws:iam::111111111111:role/deduplicator",
  principal: "arn:aws:sts::111111111111:assumed-role/deduplicator/deduplicator",
};

const READ = { Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/raw/*" };

/** Cases of AWS's documentation of the evaluation logic and of each element. */
const CASES: readonly (readonly [
  title: string,
  statements: readonly object[],
  access: ReturnType<typeof get>,
  boolean,
])[] = [
  ["what nobody allows is denied", [], get(OBJECT), false],
  ["an allowance allows", [READ], get(OBJECT), true],
  ["an allowance of another action does not", [{ ...READ, Action: "s3:PutObject" }], get(OBJECT), false],
  ["actions are compared without regard to case", [{ ...READ, Action: "S3:getobject" }], get(OBJECT), true],
  ["resources are compared with regard to case", [READ], get("arn:aws:s3:::lake/RAW/file"), false],
  ["a wildcard of an action", [{ ...READ, Action: ["s3:Get*"] }], get(OBJECT), true],
  ["* is the empty text, too", [READ], get("arn:aws:s3:::lake/raw/"), true],
  ["a bare folder is not below itself", [READ], get("arn:aws:s3:::lake/raw"), false],
  ["? is one character", [{ ...READ, Resource: "arn:aws:s3:::lake/ra?/*" }], get(OBJECT), true],
  ["? is not two", [{ ...READ, Action: "s3:Get?bject" }], { ...get(OBJECT), action: "s3:GetOObject" }, false],
  ["a dot is a dot", [{ ...READ, Resource: "arn:aws:s3:::l.ke/raw/*" }], get(OBJECT), false],
  ["a denial wins, wherever it stands", [READ, { ...READ, Effect: "Deny", Resource: "*" }], get(OBJECT), false],
  [
    "a denial of something else does not",
    [READ, { ...READ, Effect: "Deny", Action: "s3:PutObject" }],
    get(OBJECT),
    true,
  ],
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
  expect(decide(access, CALLER, { identity: policy(...statements), resource: [] }).allowed).toBe(allowed);
});

test("a decision names its statement, and a refusal reads like AWS's", () => {
  const by = (...statements: readonly object[]) =>
    decide(get(OBJECT), CALLER, { identity: policy(...statements), resource: [] });

  expect(by(READ).statement).toBe('Policy, statement "Read"');
  expect(refusalText(CALLER.principal, get(OBJECT), by())).toBe(
    `${CALLER.principal} is not authorized to perform: s3:GetObject on resource: ${OBJECT} because no identity-based policy allows the s3:GetObject action`,
  );
  expect(refusalText(CALLER.principal, get(OBJECT), by({ ...READ, Effect: "Deny" }))).toMatch(
    /with an explicit deny in an identity-based policy$/,
  );
});

test.each([
  ["NotAction", { Sid: "Read", Effect: "Allow", NotAction: "s3:PutObject", Resource: "*" }],
  ["NotResource", { Sid: "Read", Effect: "Allow", Action: "s3:*", NotResource: "*" }],
  [
    "the policy variable in arn:aws:s3:::lake/${aws:username}",
    { ...READ, Resource: "arn:aws:s3:::lake/${aws:username}" },
  ],
  ["the operator Null", { ...READ, Condition: { Null: { "aws:a": "true" } } }],
  ["the operator StringLikeIfExists", { ...READ, Condition: { StringLikeIfExists: { "s3:prefix": "raw" } } }],
  ['Effect "allow"', { ...READ, Effect: "allow" }],
])("a policy is refused that would be decided by %s", (received, statement) => {
  expect(() => policy(statement)).toThrow(`Policy, statement "Read": rights are not decided by ${received}.`);
});

describe("with a policy of the resource", () => {
  const KEY = "arn:aws:kms:eu-central-1:111111111111:key/k";
  const ROOT = { AWS: "arn:aws:iam::111111111111:root" };
  const decrypt = { action: "kms:Decrypt", resource: KEY, context: {} };
  const USE = { Sid: "Use", Effect: "Allow", Action: "kms:Decrypt", Resource: KEY };
  const OF_KEY = { Sid: "Key", Effect: "Allow", Action: "kms:*", Resource: "*", Principal: ROOT };
  const TLS_ONLY = { ...READ, Sid: "Tls", Effect: "Deny", Action: "s3:*", Resource: "*", Principal: "*" };
  const ofResource = (...statements: readonly object[]) =>
    readPolicy("resource-based policy", "Policy of it", JSON.stringify({ Statement: statements }));

  test.each([
    ["a key whose policy leaves it to the account is used by who has the right", [OF_KEY], [USE], true],
    ["a key whose policy leaves it to the account is not used by who has not", [OF_KEY], [], false],
    ["a right on a key whose policy says nothing of the account is worth nothing", [], [USE], false],
    ["a key's policy alone lets in who it names", [{ ...OF_KEY, Principal: { AWS: CALLER.roleArn } }], [], true],
    ["a session is named, too", [{ ...OF_KEY, Principal: { AWS: CALLER.principal } }], [], true],
    ["another role is not let in", [{ ...OF_KEY, Principal: { AWS: `${CALLER.roleArn}2` } }], [USE], false],
    ["a service is not a role", [{ ...OF_KEY, Principal: { Service: "logs.amazonaws.com" } }], [USE], false],
  ])("%s", (_title, resource, identity, allowed) => {
    expect(decide(decrypt, CALLER, { identity: policy(...identity), resource: ofResource(...resource) }).allowed).toBe(
      allowed,
    );
  });

  test("a refusal says that it was the key's policy", () => {
    const decision = decide(decrypt, CALLER, { identity: policy(USE), resource: [] });

    expect(refusalText(CALLER.principal, decrypt, decision)).toMatch(
      /because no resource-based policy allows the kms:Decrypt action$/,
    );
  });

  test.each([
    ["true", true],
    ["false", false],
  ])("a denial of plain HTTP is met by aws:SecureTransport alone: %s", (secure, allowed) => {
    const denial = { ...TLS_ONLY, Condition: { Bool: { "aws:SecureTransport": "false" } } };
    const policies = { identity: policy(READ), resource: ofResource(denial) };

    const decision = decide(get(OBJECT, { "aws:SecureTransport": secure }), CALLER, policies);

    expect(decision.allowed).toBe(allowed);
    if (!allowed)
      expect(decision).toMatchObject({
        policyKind: "resource-based policy",
        statement: 'Policy of it, statement "Tls"',
      });
  });

  test("a principal of a kind that nothing here is refuses its policy, and so does NotPrincipal", () => {
    expect(() => ofResource({ ...OF_KEY, Principal: { CanonicalUser: "79a5" } })).toThrow(
      "the principal CanonicalUser",
    );
    const { Principal: NotPrincipal, ...rest } = OF_KEY;
    expect(() => ofResource({ ...rest, NotPrincipal })).toThrow("not decided by NotPrincipal");
  });
});
