import type { Resource } from "../../modules/synthesised";
import { allowsEverybody, deniesPlainHttp, mentions, ofBucket, policyOf, type Rule } from "./rule";

const STATE_BUCKET = "state_backend_state_bucket";

function block(flag: string): Rule["holds"] {
  return (bucket, all) =>
    ofBucket(bucket, "aws_s3_bucket_public_access_block", all).some(({ config }) => config[flag] === true);
}

function policies(bucket: Resource, all: readonly Resource[]) {
  return ofBucket(bucket, "aws_s3_bucket_policy", all).flatMap((resource) => policyOf(resource));
}

function encryption(bucket: Resource, all: readonly Resource[]) {
  return ofBucket(bucket, "aws_s3_bucket_server_side_encryption_configuration", all);
}

function hasNoAcl(bucket: Resource, all: readonly Resource[]): boolean {
  return bucket.config["acl"] === undefined && ofBucket(bucket, "aws_s3_bucket_acl", all).length === 0;
}

const bucketRules: Omit<Rule, "type">[] = [
  {
    ids: "CKV_AWS_18, AWS-0089, S1",
    demands: "access logging is on",
    holds: (bucket, all) => ofBucket(bucket, "aws_s3_bucket_logging", all).length > 0,
    waiver: {
      reason:
        "Server access logs come on a best-effort basis and would need a bucket without any. Reads of the lake pass Lake Formation, which CloudTrail records with the reader's identity.",
    },
  },
  {
    ids: "CKV_AWS_19, AWS-0088",
    demands: "objects are encrypted",
    holds: (bucket, all) => encryption(bucket, all).length === 1,
  },
  { ids: "CKV_AWS_20, CKV_AWS_57, AWS-0092", demands: "no ACL gives the public access", holds: hasNoAcl },
  {
    ids: "CKV_AWS_21, AWS-0090",
    demands: "versions are kept",
    holds: (bucket, all) =>
      ofBucket(bucket, "aws_s3_bucket_versioning", all).some(({ config }) =>
        mentions(config["versioning_configuration"], '"status":"Enabled"'),
      ),
    waiver: {
      reason:
        "Results of queries are copies of rows that expire: an old version would keep what was erased from the lake.",
      only: ["queries_results_bucket"],
    },
  },
  { ids: "CKV_AWS_53, AWS-0086", demands: "public ACLs are blocked", holds: block("block_public_acls") },
  { ids: "CKV_AWS_54, AWS-0087", demands: "public policies are blocked", holds: block("block_public_policy") },
  { ids: "CKV_AWS_55, AWS-0091", demands: "public ACLs are ignored", holds: block("ignore_public_acls") },
  { ids: "CKV_AWS_56, AWS-0093", demands: "public buckets are restricted", holds: block("restrict_public_buckets") },
  {
    ids: "CKV_AWS_70",
    demands: "the policy allows nothing to everybody",
    holds: (bucket, all) => !policies(bucket, all).some(allowsEverybody),
  },
  {
    ids: "CKV_AWS_93",
    demands: "the policy locks nobody out but on a condition",
    holds: (bucket, all) =>
      policies(bucket, all).every(({ Effect, Condition }) => Effect === "Allow" || Condition !== undefined),
  },
  {
    ids: "CKV_AWS_143",
    demands: "objects are locked",
    holds: ({ config }) => config["object_lock_enabled"] === true,
    waiver: {
      reason:
        "A person's data must be removable on request, and the lifecycle of raw files must work; versions are the way back from a mistake.",
    },
  },
  {
    ids: "CKV_AWS_144",
    demands: "objects are replicated to another region",
    holds: (bucket, all) => ofBucket(bucket, "aws_s3_bucket_replication_configuration", all).length > 0,
    waiver: {
      reason:
        "One environment lives in one region, which its data may have to stay in; S3 keeps it in three zones. A copy would double the price of storage.",
    },
  },
  {
    ids: "CKV_AWS_145, AWS-0132",
    demands: "the encryption key is a customer's",
    holds: (bucket, all) => encryption(bucket, all).every(({ config }) => mentions(config["rule"], "${aws_kms_key.")),
  },
  {
    ids: "CKV_AWS_375, CKV2_AWS_43",
    demands: "no ACL gives rights to any authenticated user",
    holds: hasNoAcl,
  },
  {
    ids: "CKV_AWS_379, S10",
    demands: "requests without TLS are refused",
    holds: (bucket, all) => deniesPlainHttp(policies(bucket, all)),
  },
  {
    ids: "CKV2_AWS_6, AWS-0094, S2",
    demands: "a public access block is attached",
    holds: (bucket, all) => ofBucket(bucket, "aws_s3_bucket_public_access_block", all).length === 1,
  },
  {
    ids: "CKV2_AWS_61",
    demands: "a lifecycle is configured",
    holds: (bucket, all) => ofBucket(bucket, "aws_s3_bucket_lifecycle_configuration", all).length === 1,
    waiver: {
      reason: "Every version of every Terraform state is kept: they are small, and the way back from a mistake.",
      only: [STATE_BUCKET],
    },
  },
  {
    ids: "CKV2_AWS_62",
    demands: "somebody is notified of new objects",
    holds: (bucket, all) => ofBucket(bucket, "aws_s3_bucket_notification", all).length > 0,
    waiver: {
      reason:
        "Nobody waits for a single result or state: errors and failures ring, and readers find new files themselves.",
      only: ["queries_results_bucket", "state_backend_state_bucket"],
    },
  },
  {
    ids: "CKV2_AWS_65",
    demands: "ACLs are off: the bucket's owner owns every object",
    holds: (bucket, all) =>
      ofBucket(bucket, "aws_s3_bucket_ownership_controls", all).some(({ config }) =>
        mentions(config["rule"], "BucketOwnerEnforced"),
      ),
  },
  {
    ids: "AWS-0170",
    demands: "a version is deleted only with a second factor",
    holds: (bucket, all) =>
      ofBucket(bucket, "aws_s3_bucket_versioning", all).some(({ config }) =>
        mentions(config["versioning_configuration"], '"mfa_delete":"Enabled"'),
      ),
    waiver: {
      reason: "Only the root user can switch it on, by the CLI, and lifecycle rules cannot be used together with it.",
    },
  },
  {
    ids: "AWS-0171, AWS-0172",
    demands: "CloudTrail records reads and writes of objects",
    holds: (_bucket, all) => all.some(({ type }) => type === "aws_cloudtrail"),
    waiver: { reason: "A trail is the organisation's: one for all accounts, and not in the hands of what it watches." },
  },
  {
    ids: "AWS-0320",
    demands: "the name works as a DNS label, so without a dot",
    holds: ({ config }) => /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(String(config["bucket"])),
  },
];

export const s3Rules: readonly Rule[] = [
  ...bucketRules.map((rule) => ({ ...rule, type: "aws_s3_bucket" })),
  {
    ids: "CKV_AWS_300",
    demands: "uploads that were never finished are removed",
    type: "aws_s3_bucket_lifecycle_configuration",
    holds: ({ config }) => mentions(config["rule"], "abort_incomplete_multipart_upload"),
  },
];
