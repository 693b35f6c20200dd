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
    hash_key: "bucket",
    range_key: "segment",
    attribute: [
      { name: "bucket", type: "S" },
      { name: "segment", type: "N" },
    ],
    ttl: { attribute_name: "expires_at", enabled: true },
    point_in_time_recovery: { enabled: true },
    deletion_protection_enabled: false,
    lifecycle: { create_before_destroy: true, prevent_destroy: false },
  });
});

test("one item for each event has the event's id as its only key, and may only be put", () => {
  const stack = synthesise((scope) => {
    new DeduplicationIndex(scope, "index", { name: "ids", kind: "item-per-event" }).grantClaim(role(scope));
  });

  const table = stack.config("aws_dynamodb_table");
  expect(table).toMatchObject({ hash_key: "event_uuid", attribute: [{ name: "event_uuid", type: "S" }] });
  expect(table).not.toHaveProperty("range_key");
  expect(statementsOf(stack.only("aws_iam_role_policy"))).toMatchObject([{ Action: ["dynamodb:PutItem"] }]);
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

test("claiming ids in a log is putting items and querying them, and using the key", () => {
  const stack = synthesise((scope) => {
    new DeduplicationIndex(scope, "index", { name: "ids", encryptionKey: encryptionKey(scope) }).grantClaim(
      role(scope),
    );
  });

  expect(statementsOf(stack.only("aws_iam_role_policy"))).toMatchObject([
    { Action: ["dynamodb:PutItem", "dynamodb:Query"], Resource: [stack.reference("aws_dynamodb_table", "arn")] },
    { Action: ["kms:GenerateDataKey"], Resource: [stack.reference("aws_kms_key", "arn")] },
    { Action: ["kms:Decrypt"], Resource: [stack.reference("aws_kms_key", "arn")] },
  ]);
});
