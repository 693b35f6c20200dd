import { readPolicy } from "../../src/policies/policy";
import { rightsInUse } from "../../src/account/rights-in-use";

const ROLE = "arn:aws:iam::111111111111:role/curation";
const session = { roleArn: ROLE, principal: "arn:aws:sts::111111111111:assumed-role/curation/run" };
const lake = (key: string) => `arn:aws:s3:::lake/${key}`;
const access = (action: string, resource: string, context = {}) => ({ action, resource, context });

function inUse(statements: readonly object[], accesses: readonly ReturnType<typeof access>[]) {
  const document = JSON.stringify({ Statement: statements });
  const rights = rightsInUse({
    session,
    statements: readPolicy("identity-based policy", "Rights", document),
    accesses,
    policyOf: () => [],
  });
  return rights.map(({ action, neededBy }) => [action, neededBy?.resource]);
}

const READ = { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: lake("lake/*") };

test("an action is needed by the first call that would be refused without it", () => {
  const calls = [access("s3:GetObject", lake("lake/a")), access("s3:GetObject", lake("lake/b"))];

  expect(inUse([READ], calls)).toEqual([
    ["s3:GetObject", lake("lake/a")],
    ["s3:PutObject", undefined],
  ]);
});

test("an action that two statements allow for a call is needed in neither", () => {
  const twice = [READ, { ...READ, Resource: lake("*") }];

  expect(inUse(twice, [access("s3:GetObject", lake("lake/a"))]).map(([, neededBy]) => neededBy)).toEqual(
    Array.from({ length: 4 }, () => undefined),
  );
});

test("a statement is needed only by calls that meet its conditions, and a denial is no right", () => {
  const list = {
    Effect: "Allow",
    Action: "s3:ListBucket",
    Resource: lake(""),
    Condition: { StringLike: { "s3:prefix": "raw/*" } },
  };
  const denial = { Effect: "Deny", Action: "s3:DeleteObject", Resource: "*" };

  expect(inUse([list, denial], [access("s3:ListBucket", lake(""))])).toEqual([["s3:ListBucket", undefined]]);
  expect(inUse([list, denial], [access("s3:ListBucket", lake(""), { "s3:prefix": "raw/a" })])).toEqual([
    ["s3:ListBucket", lake("")],
  ]);
});
