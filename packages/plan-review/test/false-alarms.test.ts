import { reviewPlan } from "../src/review-plan";

/** A resource that a plan makes, with what the code says of it. */
interface Made {
  readonly type: string;
  readonly name?: string;
  readonly after?: object;
  readonly unknown?: object;
  readonly code?: object;
  readonly mode?: "managed" | "data";
}

function findings(...resources: readonly Made[]): readonly string[] {
  const address = ({ type, name = "a", mode }: Made) => `${mode === "data" ? "data." : ""}${type}.${name}`;
  const plan = {
    format_version: "1.2",
    resource_changes: resources.map((made) => ({
      address: address(made),
      mode: made.mode ?? "managed",
      type: made.type,
      name: made.name ?? "a",
      change: {
        actions: [made.mode === "data" ? "read" : "create"],
        before: null,
        after: made.after ?? {},
        after_unknown: made.unknown ?? {},
      },
    })),
    configuration: {
      root_module: {
        resources: resources.map((made) => ({
          address: address(made),
          expressions: made.code ?? { name: { constant_value: "a" } },
        })),
      },
    },
  };
  return reviewPlan({ plan, stack: "theirs", today: "2026-01-15" }).findings.map(
    ({ severity, summary }) => `${severity} ${summary}`,
  );
}

const refersTo = (...references: readonly string[]) => ({ references });

/** A bucket and a policy on it, made of a data source that cannot be read before the bucket has its ARN. */
const bucketWithPolicy = (statement: object, marks: object): readonly Made[] => [
  { type: "aws_s3_bucket", unknown: { arn: true } },
  {
    type: "aws_iam_policy_document",
    mode: "data",
    after: { statement: [statement] },
    unknown: { json: true, statement: [marks] },
  },
  {
    type: "aws_s3_bucket_policy",
    unknown: { policy: true, bucket: true },
    code: {
      bucket: refersTo("aws_s3_bucket.a.id", "aws_s3_bucket.a"),
      policy: refersTo("data.aws_iam_policy_document.a.json", "data.aws_iam_policy_document.a"),
    },
  },
];
const everybody = [{ type: "*", identifiers: ["*"] }];

test.each(["aws_kms_key", "aws_sns_topic", "aws_sqs_queue"])(
  "a new %s whose policy is AWS's own changes nobody's access",
  (type) => {
    expect(findings({ type, unknown: { policy: true } })).toEqual([]);
  },
);

test("a new bucket's policy that its data source shows to be narrow is no finding", () => {
  const statement = { effect: "Allow", actions: ["s3:GetObject"], principals: [{ type: "AWS", identifiers: ["1"] }] };

  expect(findings(...bucketWithPolicy(statement, { resources: true }))).toEqual([]);
});

test("a new bucket's policy that lets in everybody is found in its data source", () => {
  const statement = { effect: "Allow", actions: ["s3:GetObject"], principals: everybody };

  expect(findings(...bucketWithPolicy(statement, { resources: [true] }))).toEqual(["block Newly allows s3:GetObject."]);
});

test("a condition of the data source is read with it", () => {
  const condition = [{ test: "StringEquals", variable: "aws:PrincipalOrgID", values: ["o-1"] }];
  const statement = { actions: ["s3:GetObject"], resources: ["*"], principals: everybody, condition };

  expect(findings(...bucketWithPolicy(statement, {}))).toEqual([]);
});

test("a new policy that nobody can read yet is told of, and alarms nobody", () => {
  const merged = bucketWithPolicy({}, {}).map((made) =>
    made.mode === "data" ? { ...made, after: { source_policy_documents: [null] } } : made,
  );

  expect(findings(...merged)).toEqual(["inform Changes policy, which cannot be compared."]);
});

test("a policy that goes to a role of the same plan by name attaches nothing to what exists", () => {
  const attachment = { role: "writer", policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" };
  const made = { type: "aws_iam_role_policy_attachment", after: attachment };

  expect(findings({ type: "aws_iam_role", after: { name: "writer" } }, made)).toEqual([]);
  expect(findings(made)).toHaveLength(1);
});

test("a switch that is on where the code says nothing opens nothing", () => {
  const after = { public_network_access_enabled: true };
  const code = { public_network_access_enabled: { constant_value: true } };

  expect(findings({ type: "azurerm_key_vault", after })).toEqual([]);
  expect(findings({ type: "azurerm_key_vault", after, code })).toHaveLength(1);
});

test("AWS's own way of writing a policy is no drift, and another policy is", () => {
  const drifted = (policy: string) =>
    reviewPlan({
      plan: {
        format_version: "1.2",
        resource_drift: [
          {
            ...{ address: "aws_s3_bucket_policy.a", mode: "managed", type: "aws_s3_bucket_policy", name: "a" },
            change: {
              actions: ["update"],
              before: { policy: '{ "Version": "2012-10-17", "Statement": [] }' },
              after: { policy },
            },
          },
        ],
      },
      stack: "theirs",
      today: "2026-01-15",
    }).findings;

  expect(drifted('{"Statement":[],"Version":"2012-10-17"}')).toEqual([]);
  expect(drifted('{"Statement":[{"Effect":"Allow"}],"Version":"2012-10-17"}')).toHaveLength(1);
});
