import { grantsOf, isSerious, newAccess } from "../../src/aws/policy-grants";

type Statement = Readonly<Record<string, unknown>>;

const grants = (...statements: readonly Statement[]) =>
  grantsOf(JSON.stringify({ Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })) })) ?? [];

/** What is new, as `action resource`. */
const added = (before: Statement, after: Statement) =>
  newAccess(grants(before), grants(after)).map(({ action, resource }) => `${action} ${resource}`);

const LAKE = "arn:aws:s3:::lake/*";

test.each([
  {
    title: "the same in another order",
    before: ["s3:GetObject", "s3:PutObject"],
    after: ["s3:PutObject", "s3:GetObject"],
  },
  { title: "an action that a wildcard allowed", before: "s3:*", after: ["s3:GetObject", "s3:Put*"] },
  { title: "another case of the letters", before: "S3:getobject", after: "s3:GetObject" },
  { title: "everything, then less", before: "*", after: "s3:*" },
  { title: "a question mark for a letter", before: "s3:GetObjec?", after: "s3:GetObject" },
])("$title is nothing new", ({ before, after }) => {
  expect(added({ Action: before, Resource: LAKE }, { Action: after, Resource: LAKE })).toEqual([]);
});

test.each([
  { title: "a wildcard in the place of an action", before: "s3:GetObject", after: "s3:Get*", is: "s3:Get*" },
  {
    title: "a wildcard that a question mark does not take in",
    before: "s3:GetObjec?",
    after: "s3:GetObjec*",
    is: "s3:GetObjec*",
  },
  { title: "an action with a dot that is no pattern", before: "a.b:C", after: "axb:C", is: "axb:C" },
  { title: "a wider wildcard in the middle", before: "s3:Get*Acl", after: "s3:Get*", is: "s3:Get*" },
])("$title is new", ({ before, after, is }) => {
  expect(added({ Action: before, Resource: LAKE }, { Action: after, Resource: LAKE })).toEqual([`${is} ${LAKE}`]);
});

test("two narrower grants do not make up a wider one", () => {
  const before = { Action: ["s3:GetObject", "s3:PutObject"], Resource: LAKE };

  expect(added(before, { Action: "s3:*Object", Resource: LAKE })).toEqual([`s3:*Object ${LAKE}`]);
});

test("a resource outside of the old pattern is new, one inside is not", () => {
  const before = { Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/raw/*" };
  const after = { Action: "s3:GetObject", Resource: ["arn:aws:s3:::lake/raw/account/*", "arn:aws:s3:::lake/errors/*"] };

  expect(added(before, after)).toEqual(["s3:GetObject arn:aws:s3:::lake/errors/*"]);
});

test("a condition that goes widens, one that comes does not", () => {
  const bound = { Action: "s3:GetObject", Resource: LAKE, Condition: { Bool: { "aws:SecureTransport": "true" } } };
  const free = { Action: "s3:GetObject", Resource: LAKE };

  expect(added(bound, free)).toHaveLength(1);
  expect(added(free, bound)).toEqual([]);
});

test("NotAction allows all but its actions: new unless everything, or the same, was allowed", () => {
  const all = { Action: "*", Resource: "*" };
  const but = { NotAction: "iam:*", Resource: "*" };

  expect(added({ Action: "s3:*", Resource: "*" }, but)).toHaveLength(1);
  expect(added(all, but)).toEqual([]);
  expect(added(but, all)).toHaveLength(1);
  expect(added(but, but)).toEqual([]);
});

test("a refusal that goes is new access, one that comes is not", () => {
  const refusal = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: LAKE };

  expect(newAccess(grants(refusal), [])).toHaveLength(1);
  expect(newAccess([], grants(refusal))).toEqual([]);
});

test("a principal beside the old one is new; everybody took in all", () => {
  const one = { Principal: { AWS: "arn:aws:iam::1:role/a" }, Action: "sqs:SendMessage", Resource: "*" };
  const two = { ...one, Principal: { AWS: ["arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b"] } };

  expect(added(one, two)).toHaveLength(1);
  expect(added({ ...one, Principal: { AWS: "*" } }, two)).toEqual([]);
});

test.each([
  ["s3:GetObject", false],
  ["kms:Decrypt", false],
  ["s3:PutObject", true],
  ["iam:PassRole", true],
  ["s3:*", true],
  ["*", true],
])("%s is serious: %s", (Action, serious) => {
  expect(grants({ Action, Resource: LAKE }).map(isSerious)).toEqual([serious]);
});

test("a reference to a document is no document", () => {
  expect(grantsOf("${data.aws_iam_policy_document.reader.json}")).toBeUndefined();
  expect(grantsOf(undefined)).toBeUndefined();
});
