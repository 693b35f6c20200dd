import type { PlanUnderReview } from "../plan/plan-under-review";

/**
 * Attributes in which the provider shows what a resource of its own manages. After the first apply they differ from the
 * state, which was written before that other resource was made; a real change shows in the other resource.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket the arguments marked as deprecated
 */
const OWN_RESOURCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_s3_bucket: {
    acceleration_status: "aws_s3_bucket_accelerate_configuration",
    cors_rule: "aws_s3_bucket_cors_configuration",
    grant: "aws_s3_bucket_acl",
    lifecycle_rule: "aws_s3_bucket_lifecycle_configuration",
    logging: "aws_s3_bucket_logging",
    object_lock_configuration: "aws_s3_bucket_object_lock_configuration",
    policy: "aws_s3_bucket_policy",
    replication_configuration: "aws_s3_bucket_replication_configuration",
    server_side_encryption_configuration: "aws_s3_bucket_server_side_encryption_configuration",
    versioning: "aws_s3_bucket_versioning",
  },
  aws_kms_key: { policy: "aws_kms_key_policy" },
  aws_sns_topic: { policy: "aws_sns_topic_policy" },
  aws_sqs_queue: { policy: "aws_sqs_queue_policy", redrive_policy: "aws_sqs_queue_redrive_policy" },
};

/** The same where AWS can hold more than the code names: only the first appearance is nothing new. */
const FIRST_APPEARANCE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_iam_role: { inline_policy: "aws_iam_role_policy", managed_policy_arns: "aws_iam_role_policy_attachment" },
};

/** True when a difference only repeats what a resource of its own manages, by the synthesised stack or the plan's own copy of the code. */
export function repeatsOwnResource(
  { head, configuration }: Pick<PlanUnderReview, "head" | "configuration">,
  { address, type }: { readonly address: string; readonly type: string },
  { attribute, before }: { readonly attribute: string; readonly before?: string },
): boolean {
  const root = /^\w+/u.exec(attribute)?.[0] ?? "";
  const own = OWN_RESOURCES[type]?.[root] ?? (before === undefined ? FIRST_APPEARANCE[type]?.[root] : undefined);
  if (own === undefined) return false;
  const isOwn = (other: string) => other.replace(/^(module\.[^.]+\.)*/u, "").startsWith(`${own}.`);
  const reference = `\${${address}.`;
  return (
    configuration.dependentsOf(address).some(isOwn) ||
    head?.addresses.some((other) => isOwn(other) && JSON.stringify(head.argumentsOf(other)).includes(reference)) ===
      true
  );
}
