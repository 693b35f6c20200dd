import { DeduplicationIndex } from "../../../modules/deduplicator";
import { encryptionKey, role } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

test("ids expire by themselves, the table is paid per request and can be brought back to any second", () => {
  const stack = synthesise((scope) => {
    new DeduplicationIndex(scope, "index", { name: "ids" });
  });

  expect(stack.config("aws_dynamodb_table")).toEqual({
    name: "ids",
    billing_mode: "PAY_PER_REQUEST",
    hash_key: "event_uuid",
    attribute: [{ name: "event_uuid", type: "S" }],
    ttl: { attribute_name: "expires_at", enabled: true },
    point_in_time_recovery: { enabled: true },
    deletion_protection_enabled: false,
    lifecycle: { prevent_destroy: false },
  });
});

test("a protected table cannot be destroyed by Terraform or deleted by hand, and has the key that is given", () => {
  const stack = synthesise((scope) => {
    new DeduplicationIndex(scope, "index", {
      name: "ids",
      encryptionKey: encryptionKey(scope),
      removalProtection: true,
    });
  });

  expect(stack.config("aws_dynamodb_table")).toMatchObject({
    server_side_encryption: { enabled: true, kms_key_arn: stack.reference("aws_kms_key", "arn") },
    deletion_protection_enabled: true,
    lifecycle: { prevent_destroy: true },
  });
});

test("claiming ids is putting items, and using the key", () => {
  const stack = synthesise((scope) => {
    new DeduplicationIndex(scope, "index", { name: "ids", encryptionKey: encryptionKey(scope) }).grantClaim(
      role(scope),
    );
  });

  expect(statementsOf(stack.only("aws_iam_role_policy"))).toMatchObject([
    { Action: ["dynamodb:PutItem"], Resource: [stack.reference("aws_dynamodb_table", "arn")] },
    { Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: [stack.reference("aws_kms_key", "arn")] },
  ]);
});
