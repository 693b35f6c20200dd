import { boundaryRights, PipelineAccess, type PipelineAccessProps } from "../../../modules/pipeline-access";
import { allows } from "../../security/policy-evaluation";
import { SECURED } from "../../security/secured-environments";
import { synthesiseEventLake } from "../../stacks/synthesised-environments";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

const STATE = "arn:aws:s3:::event-lake-terraform-state-111111111111-eu-central-1";
const STATE_KEY = "arn:aws:kms:eu-central-1:111111111111:key/state";
const LAKE = "arn:aws:s3:::event-lake-dev-lake-111111111111-eu-central-1";
const BOUNDARY = "arn:aws:iam::111111111111:policy/event-lake-boundary-eu-central-1";

const dev = {
  name: "event-lake-dev",
  environment: "dev",
  planRole: "event-lake-plan",
  deployRole: "event-lake-deploy",
  removalProtection: false,
};

function access(props: Partial<PipelineAccessProps> = {}) {
  const stack = synthesise((scope) => {
    new PipelineAccess(scope, "access", {
      accountId: "111111111111",
      region: "eu-central-1",
      namePrefix: "event-lake",
      repository: "owner/lake",
      lakes: [dev],
      stateBucketArn: STATE,
      stateKeyArn: STATE_KEY,
      ...props,
    });
  });
  const named = (type: string, name: string) => {
    const found = stack.ofType(type).find(({ config }) => config["name"] === name);
    if (found === undefined) throw new Error(`The stack has no ${type} named "${name}".`);
    return found;
  };
  return {
    stack,
    trust: (role: string) => statementsOf(named("aws_iam_role", role), "assume_role_policy"),
    rights: (role: string) =>
      stack
        .ofType("aws_iam_policy")
        .filter(({ config }) => String(config["name"]).startsWith(`${role}-`))
        .flatMap((policy) => statementsOf(policy)),
  };
}

describe("the trust policies", () => {
  test("let pull requests and the main branch of one repository plan", () => {
    expect(access().trust("event-lake-plan")).toEqual([
      {
        Effect: "Allow",
        Principal: { Federated: [expect.stringContaining("aws_iam_openid_connect_provider")] },
        Action: ["sts:AssumeRoleWithWebIdentity"],
        Resource: [],
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": ["sts.amazonaws.com"],
            "token.actions.githubusercontent.com:sub": [
              "repo:owner/lake:pull_request",
              "repo:owner/lake:ref:refs/heads/main",
            ],
          },
        },
      },
    ]);
  });

  test("let the environment of a lake on GitHub deploy, and nothing else", () => {
    const [statement] = access().trust("event-lake-deploy");

    expect(statement?.Condition?.["StringEquals"]?.["token.actions.githubusercontent.com:sub"]).toEqual([
      "repo:owner/lake:environment:dev",
    ]);
  });

  test("name the provider that the account has, when it has one", () => {
    const { stack, trust } = access({ oidcProvider: "existing" });

    expect(stack.ofType("aws_iam_openid_connect_provider")).toEqual([]);
    expect(trust("event-lake-plan")[0]?.Principal).toEqual({
      Federated: ["arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"],
    });
  });
});

describe("the role that plans", () => {
  const { rights } = access();
  const may = (action: string, resource: string) => allows(rights("event-lake-plan"), action, resource);

  test("reads the state and the configuration of a lake", () => {
    expect(may("s3:GetObject", `${STATE}/event-lake-dev/terraform.tfstate`)).toBe(true);
    expect(may("kms:Decrypt", STATE_KEY)).toBe(true);
    expect(
      may("glue:GetPartitionIndexes", "arn:aws:glue:eu-central-1:111111111111:table/event_lake_dev_raw_data/x"),
    ).toBe(true);
  });

  test.each([
    ["s3:GetObject", `${LAKE}/raw/click_event/created_date=2026-11-29/1.parquet`],
    ["s3:GetObject", `${LAKE}/lake/click_event/part-0.parquet`],
    ["s3:GetObject", "arn:aws:s3:::event-lake-dev-failures-111111111111-eu-central-1/aws/lambda/x"],
    ["s3:GetObject", `${STATE}/event-lake-prod/terraform.tfstate`],
    ["s3:PutObject", `${STATE}/event-lake-dev/terraform.tfstate`],
    ["sqs:ReceiveMessage", "arn:aws:sqs:eu-central-1:111111111111:event-lake-dev-quarantine"],
    ["kinesis:GetRecords", "arn:aws:kinesis:eu-central-1:111111111111:stream/event-lake-dev-events"],
    ["dynamodb:GetItem", "arn:aws:dynamodb:eu-central-1:111111111111:table/event-lake-dev-deduplication-log"],
    ["athena:StartQueryExecution", "arn:aws:athena:eu-central-1:111111111111:workgroup/event-lake-dev-queries"],
    ["lakeformation:GetDataAccess", "*"],
    ["kms:Decrypt", "arn:aws:kms:eu-central-1:111111111111:key/data"],
    ["iam:PassRole", "arn:aws:iam::111111111111:role/event-lake-dev-deduplicator"],
  ])("has no %s on %s", (action, resource) => {
    expect(may(action, resource)).toBe(false);
  });

  test("changes nothing", () => {
    const actions = rights("event-lake-plan").flatMap(({ Action }) => Action);

    expect(actions.filter((action) => !/:(Get|List|Describe|Decrypt)/.test(action))).toEqual([]);
  });
});

describe("the role that deploys", () => {
  test("makes roles only with the permissions boundary, and cannot take it from one", () => {
    const rights = access().rights("event-lake-deploy");
    const about = (action: string) => rights.filter(({ Action }) => Action.includes(action));

    for (const action of ["iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"]) {
      expect(about(action)).toMatchObject([{ Condition: { StringEquals: { "iam:PermissionsBoundary": [BOUNDARY] } } }]);
    }
    expect(about("iam:DeleteRolePermissionsBoundary")).toEqual([]);
    expect(
      rights
        .flatMap(({ Action }) => Action)
        .filter((action) => /^iam:.*Polic(y|ies)Version|^iam:CreatePolicy/.test(action)),
    ).toEqual([]);
  });

  test("can change neither itself nor the state of another lake", () => {
    const rights = access().rights("event-lake-deploy");

    expect(allows(rights, "iam:PutRolePolicy", "arn:aws:iam::111111111111:role/event-lake-deploy")).toBe(false);
    expect(allows(rights, "s3:PutObject", `${STATE}/event-lake-prod/terraform.tfstate`)).toBe(false);
    expect(allows(rights, "s3:PutObject", `${STATE}/event-lake-dev/terraform.tfstate`)).toBe(true);
  });

  test("can delete the data of a lake only where nothing protects it", () => {
    const object = `${LAKE}/raw/click_event/1.parquet`;
    const deletes = (removalProtection: boolean) =>
      allows(access({ lakes: [{ ...dev, removalProtection }] }).rights("event-lake-deploy"), "s3:DeleteObject", object);

    expect([deletes(false), deletes(true)]).toEqual([true, false]);
  });

  test("replaces the files of the job, with their versions, also where the lake is protected", () => {
    const rights = access({ lakes: [{ ...dev, removalProtection: true }] }).rights("event-lake-deploy");

    expect(allows(rights, "s3:DeleteObjectVersion", `${LAKE}/jobs/curate-1.py`)).toBe(true);
    expect(rights.filter(({ Action }) => Action.includes("s3:ListBucketVersions"))).toEqual([
      {
        Sid: "JobFileVersions",
        Effect: "Allow",
        Action: ["s3:ListBucketVersions"],
        Resource: ["arn:aws:s3:::event-lake-dev-lake-*"],
        Condition: { StringLike: { "s3:prefix": ["jobs/*"] } },
      },
    ]);
  });

  test("has as many policies as IAM's limit for one of them asks for", () => {
    const lakes = Array.from({ length: 4 }, (_, index) => ({ ...dev, name: `event-lake-${index}` }));
    const { stack, rights } = access({ lakes });

    const policies = stack.ofType("aws_iam_policy").map(({ config }) => String(config["policy"]));
    expect(Math.max(...policies.map(({ length }) => length))).toBeLessThanOrEqual(6_144);
    expect(stack.ofType("aws_iam_role_policy_attachment")).toHaveLength(policies.length - 1);
    for (const { name } of lakes) {
      expect(
        allows(rights("event-lake-deploy"), "sqs:CreateQueue", `arn:aws:sqs:eu-central-1:111111111111:${name}-x`),
      ).toBe(true);
    }
  });

  test("of more lakes than fit into what IAM takes is an error", () => {
    const lakes = Array.from({ length: 40 }, (_, index) => ({ ...dev, name: `event-lake-environment-${index}` }));

    expect(() => access({ lakes })).toThrow(
      /what role event-lake-plan may do does not fit into 10 policies of 6144 characters, which is what IAM takes: it serves too many lakes\. Give some of them another role/,
    );
  });

  test("of its own for each lake is possible in one account", () => {
    const { stack } = access({
      lakes: [dev, { ...dev, name: "event-lake-staging", environment: "staging", deployRole: "staging-deploy" }],
    });

    expect(stack.ofType("aws_iam_role").map(({ config }) => config["name"])).toEqual([
      "event-lake-deploy",
      "event-lake-plan",
      "staging-deploy",
    ]);
  });
});

test.each(SECURED)(
  "the boundary leaves every action to the roles of $title that they are granted",
  ({ environment }) => {
    const stack = synthesiseEventLake(environment);
    const allowed = boundaryRights(environment).flatMap(({ effect, actions }) => (effect === "Deny" ? [] : actions));

    const granted = stack
      .ofType("aws_iam_role_policy")
      .flatMap((policy) => statementsOf(policy).flatMap((one) => one.Action));

    expect(granted.filter((action) => !allowed.includes(action))).toEqual([]);
    for (const { config } of stack.ofType("aws_iam_role")) {
      expect(config["permissions_boundary"]).toBe(
        `arn:aws:iam::${environment.accountId}:policy/event-lake-boundary-eu-central-1`,
      );
    }
  },
);
