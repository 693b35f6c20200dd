import { SideQueue } from "../../../modules/deduplicator";
import { encryptionKey, place, role } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

test("a side queue keeps messages as long and as large as SQS does, encrypted, and refuses plain HTTP", () => {
  const stack = synthesise((scope) => {
    new SideQueue(scope, "queue", { ...place, name: "quarantine" });
  });

  expect(stack.config("aws_sqs_queue")).toMatchObject({
    name: "quarantine",
    message_retention_seconds: 1_209_600,
    max_message_size: 262_144,
    sqs_managed_sse_enabled: true,
    lifecycle: { prevent_destroy: false },
  });
  expect(statementsOf(stack.only("aws_sqs_queue"))).toEqual([
    {
      Sid: "DenyPlainHttp",
      Effect: "Deny",
      Principal: "*",
      Action: ["sqs:*"],
      Resource: ["arn:aws:sqs:eu-central-1:111111111111:quarantine"],
      Condition: { Bool: { "aws:SecureTransport": ["false"] } },
    },
  ]);
});

test("a queue has either a key of one's own or the one that SQS manages, never both", () => {
  const stack = synthesise((scope) => {
    new SideQueue(scope, "queue", {
      ...place,
      name: "quarantine",
      encryptionKey: encryptionKey(scope),
      removalProtection: true,
    });
  });

  expect(stack.config("aws_sqs_queue")).toMatchObject({
    kms_master_key_id: stack.reference("aws_kms_key", "arn"),
    lifecycle: { prevent_destroy: true },
  });
  expect(stack.config("aws_sqs_queue")).not.toHaveProperty("sqs_managed_sse_enabled");
});

test("a sender may send to this queue and use its key", () => {
  const stack = synthesise((scope) => {
    new SideQueue(scope, "queue", { ...place, name: "quarantine", encryptionKey: encryptionKey(scope) }).grantSend(
      role(scope),
    );
  });

  expect(statementsOf(stack.only("aws_iam_role_policy"))).toMatchObject([
    { Action: ["sqs:SendMessage"], Resource: [stack.reference("aws_sqs_queue", "arn")] },
    { Action: ["kms:GenerateDataKey"], Resource: [stack.reference("aws_kms_key", "arn")] },
    { Action: ["kms:Decrypt"], Resource: [stack.reference("aws_kms_key", "arn")] },
  ]);
});
