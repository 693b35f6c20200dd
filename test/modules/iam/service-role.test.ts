import { ServiceRole } from "../../../modules/iam";
import { role } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

const read = { sid: "Read", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::lake/*"] };
const write = { sid: "Write", actions: ["s3:PutObject"], resources: ["arn:aws:s3:::lake/*"] };

test("a role is trusted to its service alone and has one inline policy", () => {
  const stack = synthesise((scope) => {
    role(scope).addStatements(read);
  });

  expect(stack.config("aws_iam_role")).toMatchObject({ name: "worker", description: "Works" });
  expect(statementsOf(stack.only("aws_iam_role"), "assume_role_policy")).toEqual([
    { Effect: "Allow", Principal: { Service: ["lambda.amazonaws.com"] }, Action: ["sts:AssumeRole"], Resource: [] },
  ]);
  expect(stack.config("aws_iam_role_policy")).toMatchObject({
    name: "permissions",
    role: stack.reference("aws_iam_role", "name"),
  });
});

test("an external id is demanded of the service where one is given", () => {
  const stack = synthesise((scope) => {
    new ServiceRole(scope, "role", {
      name: "worker",
      description: "Works",
      service: "firehose.amazonaws.com",
      externalId: "111111111111",
    }).addStatements(read);
  });

  expect(statementsOf(stack.only("aws_iam_role"), "assume_role_policy")[0]?.Condition).toEqual({
    StringEquals: { "sts:ExternalId": ["111111111111"] },
  });
});

test("what is granted after the role was made is in its policy, too", () => {
  const stack = synthesise((scope) => {
    const worker = role(scope);
    worker.addStatements(read);
    worker.addStatements(write);
  });

  expect(statementsOf(stack.only("aws_iam_role_policy")).map(({ Sid }) => Sid)).toEqual(["Read", "Write"]);
});

test("what is granted twice is in the policy once", () => {
  const stack = synthesise((scope) => {
    role(scope).addStatements(read, write, read);
  });

  expect(statementsOf(stack.only("aws_iam_role_policy")).map(({ Sid }) => Sid)).toEqual(["Read", "Write"]);
});

test("a role without a permission stops the synthesis, with its name and place", () => {
  expect(() => synthesise((scope) => role(scope))).toThrow(
    'Role "worker" at stack/role has no permission: grant it one or remove it.',
  );
});
