import { targetCall } from "../aws-calls";
import { deployedAccount, ROLE, SESSION } from "./deployed-account";

const TABLE = "arn:aws:dynamodb:eu-central-1:111111111111:table/log";
const CLAIM = { Sid: "Claim", Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: TABLE };
const PUT_ITEM = targetCall("dynamodb", "PutItem", { TableName: "log" });

test("a call that the role's policy allows passes, and the decision names the statement", () => {
  const { rights } = deployedAccount(CLAIM);

  expect(rights.decideCall(SESSION, PUT_ITEM)).toMatchObject([
    {
      access: { action: "dynamodb:PutItem", resource: TABLE },
      decision: { allowed: true, statement: 'Inline policy "rights" of role deduplicator, statement "Claim"' },
    },
  ]);
});

test("a policy that is taken away takes its rights with it", () => {
  const { outcome, iam } = deployedAccount(CLAIM);

  iam("DeleteRolePolicy", { PolicyName: "rights" });

  expect(outcome(PUT_ITEM)).toContain("not authorized");
});

test("a managed policy gives its rights while it is attached", () => {
  const { outcome, iam } = deployedAccount();
  const PolicyArn = "arn:aws:iam::111111111111:policy/claims";
  iam("CreatePolicy", { PolicyName: "claims", PolicyDocument: JSON.stringify({ Statement: [CLAIM] }) });

  const before = outcome(PUT_ITEM);
  iam("AttachRolePolicy", { PolicyArn });
  const attached = outcome(PUT_ITEM);
  iam("DetachRolePolicy", { PolicyArn });

  expect([before, attached, outcome(PUT_ITEM)]).toEqual([
    expect.stringContaining("no identity-based policy allows"),
    "passes",
    expect.stringContaining("no identity-based policy allows"),
  ]);
});

test("a policy by which nothing could be decided is refused before it is learnt", () => {
  const { put, iam } = deployedAccount();

  expect(() => {
    put({ ...CLAIM, NotPrincipal: "*" });
  }).toThrow("not decided by NotPrincipal");
  expect(() => {
    iam("AttachRolePolicy", { PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" });
  }).toThrow("decided by policies that the account made");
});

describe("a service that takes a role", () => {
  const FIREHOSE = "firehose.amazonaws.com";
  const OF_FIREHOSE = { Effect: "Allow", Principal: { Service: FIREHOSE }, Action: "sts:AssumeRole" };

  test.each([
    ["trusts another service", { ...OF_FIREHOSE, Principal: { Service: "glue.amazonaws.com" } }],
    [
      "asks Firehose for aws:SourceAccount, which it does not send",
      { ...OF_FIREHOSE, Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } } },
    ],
    [
      "asks for another account's id",
      { ...OF_FIREHOSE, Condition: { StringEquals: { "sts:ExternalId": "222222222222" } } },
    ],
  ])("does not get one that %s", (_title, statement) => {
    const { rights, trust } = deployedAccount();
    trust(statement);

    expect(rights.trustRefusal(ROLE, FIREHOSE)).toBe(
      `Service: firehose.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${ROLE} because no resource-based policy allows the sts:AssumeRole action`,
    );
  });

  test("gets one whose trust policy asks for what it sends", () => {
    const { rights, iam } = deployedAccount();
    const statement = { ...OF_FIREHOSE, Condition: { StringEquals: { "sts:ExternalId": "111111111111" } } };
    iam("UpdateAssumeRolePolicy", { PolicyDocument: JSON.stringify({ Statement: [statement] }) });

    expect(rights.trustRefusal(ROLE, FIREHOSE)).toBeUndefined();
  });

  test("says for whom it acts, and gets the role for those that it trusts with it", () => {
    const { rights, trust } = deployedAccount();
    const redshift = "redshift.amazonaws.com";
    const user = "arn:aws:redshift:eu-central-1:111111111111:dbuser:warehouse/analyst";
    const condition = { StringEquals: { "sts:ExternalId": [user] } };
    trust({ ...OF_FIREHOSE, Principal: { Service: redshift }, Condition: condition });

    expect(rights.trustRefusal(ROLE, redshift, user)).toBeUndefined();
    expect(rights.trustRefusal(ROLE, redshift, `${user}2`)).toContain("sts:AssumeRole");
    expect(rights.trustRefusal(ROLE, redshift)).toContain("sts:AssumeRole");
  });

  test("gets none that does not exist", () => {
    expect(deployedAccount().rights.trustRefusal(`${ROLE}2`, "lambda.amazonaws.com")).toContain("sts:AssumeRole");
  });

  test("a trust policy may name a federated provider, and a denial of it is read", () => {
    const { trust } = deployedAccount();
    const github = { Federated: "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" };

    trust({ ...OF_FIREHOSE, Principal: github, Action: "sts:AssumeRoleWithWebIdentity" });
    expect(() => {
      trust({ ...OF_FIREHOSE, NotAction: "sts:TagSession" });
    }).toThrow("not decided by NotAction");
  });
});

describe("a permissions boundary", () => {
  const BOUNDARY = "arn:aws:iam::111111111111:policy/boundary";
  const bounded = (...statements: readonly object[]) => {
    const account = deployedAccount(CLAIM);
    account.iam("CreatePolicy", {
      PolicyName: "boundary",
      PolicyDocument: JSON.stringify({ Statement: statements }),
    });
    account.iam("PutRolePermissionsBoundary", { PermissionsBoundary: BOUNDARY });
    return account;
  };

  test("takes from a role what it does not allow, whatever the role's policy says", () => {
    const { outcome } = bounded({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });

    expect(outcome(PUT_ITEM)).toBe(
      `The role is not authorized to perform: dynamodb:PutItem on resource: ${TABLE} because no permissions boundary allows the dynamodb:PutItem action`,
    );
  });

  test("that denies says so, and one that allows gives nothing by itself", () => {
    const denying = bounded({ Effect: "Allow", Action: ["*"], Resource: "*" }, { ...CLAIM, Effect: "Deny" });
    const allowing = bounded({ Effect: "Allow", Action: ["*"], Resource: "*" });

    expect(denying.outcome(PUT_ITEM)).toContain("explicit deny in a permissions boundary");
    expect(allowing.outcome(PUT_ITEM)).toBe("passes");
    expect(allowing.outcome(targetCall("dynamodb", "Query", { TableName: "log" }))).toContain(
      "no identity-based policy allows",
    );
  });

  test("that is replaced by a version of its policy, or taken away, counts no more", () => {
    const { outcome, iam } = bounded();
    expect(outcome(PUT_ITEM)).toContain("no permissions boundary allows");

    iam("CreatePolicyVersion", { PolicyArn: BOUNDARY, PolicyDocument: JSON.stringify({ Statement: [CLAIM] }) });
    expect(outcome(PUT_ITEM)).toBe("passes");

    iam("DeletePolicy", { PolicyArn: BOUNDARY });
    expect(outcome(PUT_ITEM)).toContain("no permissions boundary allows");

    iam("DeleteRolePermissionsBoundary", {});
    expect(outcome(PUT_ITEM)).toBe("passes");
  });
});
