import { EncryptionKey } from "../../../modules/encryption-key";
import { encryptionKey, place, role } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

test("a key is rotated, has an alias, can be lost after 7 days and leaves its use to the account's IAM policies", () => {
  const stack = synthesise(encryptionKey);

  expect(stack.config("aws_kms_key")).toMatchObject({
    description: "Data",
    enable_key_rotation: true,
    deletion_window_in_days: 7,
    lifecycle: { prevent_destroy: false },
  });
  expect(stack.config("aws_kms_alias")).toEqual({
    name: "alias/lake-data",
    target_key_id: stack.reference("aws_kms_key", "key_id"),
  });
  expect(statementsOf(stack.only("aws_kms_key"))).toEqual([
    {
      Sid: "AccountDecides",
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::111111111111:root"] },
      Action: ["kms:*"],
      Resource: ["*"],
    },
  ]);
});

test("a protected key cannot be destroyed, and leaves 30 days to notice a deletion by hand", () => {
  const stack = synthesise((scope) => {
    new EncryptionKey(scope, "data", {
      ...place,
      alias: "alias/lake-data",
      description: "Data",
      removalProtection: true,
    });
  });

  expect(stack.config("aws_kms_key")).toMatchObject({
    deletion_window_in_days: 30,
    lifecycle: { prevent_destroy: true },
  });
  expect(stack.config("aws_kms_alias")["name"]).toBe("alias/lake-data");
});

test("CloudWatch Logs may use the key for the log groups that were named, each once, and for nothing else", () => {
  const stack = synthesise((scope) => {
    const key = new EncryptionKey(scope, "data", { ...place, alias: "lake-data", description: "Data" });
    for (const name of ["/aws/lambda/deduplicator", "/aws-glue/jobs/curation*", "/aws/lambda/deduplicator"]) {
      key.forLogGroup(name);
    }
  });

  const [, logs, ...others] = statementsOf(stack.only("aws_kms_key"));
  expect(others).toEqual([]);
  expect(logs).toMatchObject({
    Principal: { Service: ["logs.eu-central-1.amazonaws.com"] },
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": [
          "arn:aws:logs:eu-central-1:111111111111:log-group:/aws-glue/jobs/curation*",
          "arn:aws:logs:eu-central-1:111111111111:log-group:/aws/lambda/deduplicator",
        ],
      },
    },
  });
  expect(logs?.Action).not.toContain("kms:*");
});

test.each([
  { grant: "grantEncrypt" as const, actions: ["kms:GenerateDataKey"] },
  { grant: "grantDecrypt" as const, actions: ["kms:Decrypt"] },
  { grant: "grantEncryptDecrypt" as const, actions: ["kms:GenerateDataKey", "kms:Decrypt"] },
])("$grant allows $actions on this key", ({ grant, actions }) => {
  const stack = synthesise((scope) => {
    encryptionKey(scope)[grant](role(scope));
  });

  expect(statementsOf(stack.only("aws_iam_role_policy"))).toMatchObject(
    actions.map((action) => ({
      Effect: "Allow",
      Action: [action],
      Resource: [stack.reference("aws_kms_key", "arn")],
    })),
  );
});

test("a role that is granted reading by one part and both by another has each right once", () => {
  const stack = synthesise((scope) => {
    const [key, grantee] = [encryptionKey(scope), role(scope)];
    key.grantDecrypt(grantee);
    key.grantEncryptDecrypt(grantee);
  });

  expect(statementsOf(stack.only("aws_iam_role_policy")).flatMap(({ Action }) => Action)).toEqual([
    "kms:Decrypt",
    "kms:GenerateDataKey",
  ]);
});
