import { allowsEverybody, deniesPlainHttp, mentions, policyOf, type Rule } from "./rule";
import { reference, type Resource } from "../../modules/synthesised";

function topicPolicy(topic: Resource, all: readonly Resource[]) {
  return all
    .filter(({ type, config }) => type === "aws_sns_topic_policy" && config["arn"] === reference(topic, "arn"))
    .flatMap((policy) => policyOf(policy));
}

/** SQS and SNS. */
export const messagingRules: readonly Rule[] = [
  {
    ids: "CKV_AWS_27, AWS-0096, SQS2",
    demands: "messages are encrypted",
    type: "aws_sqs_queue",
    holds: ({ config }) => config["kms_master_key_id"] !== undefined || config["sqs_managed_sse_enabled"] === true,
  },
  {
    ids: "CKV2_AWS_73, AWS-0135",
    demands: "the encryption key is a customer's",
    type: "aws_sqs_queue",
    holds: ({ config }) => mentions(config["kms_master_key_id"], "${aws_kms_key."),
  },
  {
    ids: "CKV_AWS_72, AWS-0097",
    demands: "the policy allows no action by wildcard",
    type: "aws_sqs_queue",
    holds: (queue) => policyOf(queue).every(({ Effect, Action }) => Effect === "Deny" || !mentions(Action, "*")),
  },
  {
    ids: "CKV_AWS_168, CKV_AWS_387",
    demands: "the policy allows nothing to everybody",
    type: "aws_sqs_queue",
    holds: (queue) => !policyOf(queue).some(allowsEverybody),
  },
  {
    ids: "SQS3",
    demands: "what cannot be processed goes to a dead-letter queue",
    type: "aws_sqs_queue",
    holds: ({ config }) => config["redrive_policy"] !== undefined,
    waiver: { reason: "These are the dead-letter queues: nothing consumes them but a redrive by a person." },
  },
  {
    ids: "SQS4",
    demands: "requests without TLS are refused",
    type: "aws_sqs_queue",
    holds: (queue) => deniesPlainHttp(policyOf(queue)),
  },
  {
    ids: "CKV_AWS_26, AWS-0095, AWS-0136",
    demands: "messages are encrypted with a customer's key",
    type: "aws_sns_topic",
    holds: ({ config }) => mentions(config["kms_master_key_id"], "${aws_kms_key."),
    waiver: { reason: "An alarm carries names and numbers, never an event, and is sent on as plain e-mail." },
  },
  {
    ids: "CKV_AWS_169, CKV_AWS_385",
    demands: "the policy allows nothing to everybody",
    type: "aws_sns_topic",
    holds: (topic, all) => topicPolicy(topic, all).length > 0 && !topicPolicy(topic, all).some(allowsEverybody),
  },
  {
    ids: "SNS3",
    demands: "requests without TLS are refused",
    type: "aws_sns_topic",
    holds: (topic, all) => deniesPlainHttp(topicPolicy(topic, all)),
  },
];
