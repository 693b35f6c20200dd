/** Arguments that hold a policy document, by type of resource, and the argument that says whom or what it is about. */
export interface PolicyResource {
  readonly policies: readonly string[];
  /** Resources with the same value here add up: two policies of one role. */
  readonly subject?: string;
}

const ATTACHED = { policies: ["policy"] };

export const POLICY_RESOURCES: Readonly<Record<string, PolicyResource>> = {
  aws_cloudwatch_event_bus_policy: ATTACHED,
  aws_cloudwatch_log_resource_policy: { policies: ["policy_document"] },
  aws_dynamodb_resource_policy: ATTACHED,
  aws_glue_resource_policy: ATTACHED,
  aws_iam_group_policy: { policies: ["policy"], subject: "group" },
  aws_iam_policy: ATTACHED,
  aws_iam_role: { policies: ["assume_role_policy"] },
  aws_iam_role_policy: { policies: ["policy"], subject: "role" },
  aws_iam_user_policy: { policies: ["policy"], subject: "user" },
  aws_kinesis_resource_policy: ATTACHED,
  aws_kms_key: ATTACHED,
  aws_kms_key_policy: ATTACHED,
  aws_s3_bucket_policy: ATTACHED,
  aws_secretsmanager_secret_policy: ATTACHED,
  aws_sns_topic: ATTACHED,
  aws_sns_topic_policy: ATTACHED,
  aws_sqs_queue: ATTACHED,
  aws_sqs_queue_policy: ATTACHED,
  aws_vpc_endpoint: ATTACHED,
};
