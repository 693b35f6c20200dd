import { mergeStatements, policyDocument, type PolicyStatement } from "../../../modules/iam/policy-statement";

test("a document has the shape that AWS gives back: one value as text, several as a list, nothing that is not said", () => {
  const document = policyDocument([
    { sid: "Read", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::lake/raw/*"] },
    {
      effect: "Deny",
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: ["arn:aws:s3:::a", "arn:aws:s3:::b"],
      principals: "*",
    },
  ]);

  expect(JSON.parse(document)).toEqual({
    Version: "2012-10-17",
    Statement: [
      { Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/raw/*" },
      {
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: ["arn:aws:s3:::a", "arn:aws:s3:::b"],
      },
    ],
  });
});

test("a trust policy names its service, its condition and no resource", () => {
  const document = policyDocument([
    {
      actions: ["sts:AssumeRole"],
      principals: { service: "firehose.amazonaws.com" },
      conditions: { StringEquals: { "aws:SourceAccount": "111111111111" } },
    },
  ]);

  expect(JSON.parse(document)).toMatchObject({
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "firehose.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
      },
    ],
  });
  expect(document).not.toContain("Resource");
});

test("statements that allow the same become one, over every resource once, in the place of the first", () => {
  const send = (resource: string) => ({ sid: "Send", actions: ["sqs:SendMessage"], resources: [resource] });
  const read = { sid: "Read", actions: ["s3:GetObject"], resources: ["lake"] };

  expect(mergeStatements([send("one"), read, send("two"), send("one")])).toEqual([
    { ...send("one"), resources: ["one", "two"] },
    read,
  ]);
});

test.each<{ difference: string; other: Partial<PolicyStatement> }>([
  { difference: "effect", other: { effect: "Deny" } },
  { difference: "condition", other: { conditions: { Bool: { "aws:SecureTransport": "false" } } } },
  { difference: "condition of the same operator", other: { conditions: { Bool: { "aws:ViaAWSService": "true" } } } },
  { difference: "list of actions", other: { actions: ["s3:PutObject"] } },
])("statements that differ in their $difference stay two", ({ other }) => {
  const statement = {
    actions: ["s3:GetObject"],
    resources: ["lake"],
    conditions: { Bool: { "aws:SecureTransport": "true" } },
  };

  expect(mergeStatements([statement, { ...statement, ...other }])).toHaveLength(2);
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html:
// "In IAM, the Sid value must be unique within a JSON policy."
test("two different statements of one sid are refused at synth, for IAM would refuse them in mid-apply", () => {
  expect(() =>
    mergeStatements([
      { sid: "Read", actions: ["s3:GetObject"], resources: ["lake"] },
      { sid: "Read", actions: ["s3:ListBucket"], resources: ["lake"] },
    ]),
  ).toThrow('Policy statement "Read" is there twice, with different content');
});
