import { allowsEverybody, mentions, policyOf, type Rule } from "./rule";

/** Logs, alarms, keys, the job, the crawlers and queries. */
export const operationsRules: readonly Rule[] = [
  {
    ids: "CKV_AWS_66",
    demands: "a retention is set",
    type: "aws_cloudwatch_log_group",
    holds: ({ config }) => Number(config["retention_in_days"]) > 0,
  },
  {
    ids: "CKV_AWS_158, AWS-0017",
    demands: "the encryption key is a customer's",
    type: "aws_cloudwatch_log_group",
    holds: ({ config }) => mentions(config["kms_key_id"], "${aws_kms_key."),
  },
  {
    ids: "CKV_AWS_338",
    demands: "logs are kept for a year",
    type: "aws_cloudwatch_log_group",
    holds: ({ config }) => config["retention_in_days"] === 0 || Number(config["retention_in_days"]) >= 365,
    waiver: {
      reason:
        "These logs explain failures of the last weeks; they are no record of who did what, which is CloudTrail's.",
    },
  },
  {
    ids: "CKV_AWS_319",
    demands: "actions are enabled",
    type: "aws_cloudwatch_metric_alarm",
    holds: ({ config }) => config["actions_enabled"] !== false && mentions(config["alarm_actions"], "aws_sns_topic"),
  },
  {
    ids: "CKV_AWS_7, AWS-0065, KMS5",
    demands: "the key is rotated",
    type: "aws_kms_key",
    holds: ({ config }) => config["enable_key_rotation"] === true,
  },
  {
    ids: "CKV_AWS_33",
    demands: "the policy allows nothing to everybody",
    type: "aws_kms_key",
    holds: (key) => !policyOf(key).some(allowsEverybody),
  },
  {
    ids: "CKV_AWS_227",
    demands: "the key is enabled",
    type: "aws_kms_key",
    holds: ({ config }) => config["is_enabled"] !== false,
  },
  {
    ids: "CKV2_AWS_64",
    demands: "the key has a policy that is written down",
    type: "aws_kms_key",
    holds: (key) => policyOf(key).length > 0,
  },
  {
    ids: "CKV_AWS_195",
    demands: "a security configuration encrypts what the job writes",
    type: "aws_glue_job",
    holds: ({ config }) => mentions(config["security_configuration"], "aws_glue_security_configuration"),
  },
  {
    ids: "CKV_AWS_99, GL3",
    demands: "log, bookmarks and files are encrypted with a customer's key",
    type: "aws_glue_security_configuration",
    holds: ({ config }) =>
      ["SSE-KMS", "CSE-KMS"].every((mode) => mentions(config["encryption_configuration"], mode)) &&
      !mentions(config["encryption_configuration"], "DISABLED") &&
      (JSON.stringify(config["encryption_configuration"]).match(/kms_key_arn":"\$\{aws_kms_key/g) ?? []).length === 3,
  },
  {
    ids: "CKV_AWS_82",
    demands: "who queries cannot override the workgroup's settings",
    type: "aws_athena_workgroup",
    holds: ({ config }) => mentions(config["configuration"], '"enforce_workgroup_configuration":true'),
  },
  {
    ids: "CKV_AWS_159, AWS-0006, AWS-0007",
    demands: "results of queries are encrypted with a customer's key",
    type: "aws_athena_workgroup",
    holds: ({ config }) => mentions(config["configuration"], "SSE_KMS") && mentions(config, "${aws_kms_key."),
  },
  {
    ids: "CKV_AWS_186",
    demands: "the object is encrypted with a customer's key",
    type: "aws_s3_object",
    holds: ({ config }) => mentions(config["kms_key_id"], "${aws_kms_key."),
  },
  {
    ids: "GL1",
    demands: "a security configuration encrypts what the crawler writes",
    type: "aws_glue_crawler",
    holds: ({ config }) => config["security_configuration"] !== undefined,
    waiver: {
      reason: "It writes partitions to the catalogue and its log to the group of all crawlers of the account: no file.",
    },
  },
];
