/** A right that no engine of the local cloud asks for, and why AWS does. */
export interface NeededOnAws {
  /** End of the role's name. */
  readonly role: string;
  readonly actions: readonly string[];
  readonly why: string;
  /** The page that says so. */
  readonly see: string;
}

const FIREHOSE = "https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html";
const CRAWLER = "https://docs.aws.amazon.com/glue/latest/dg/crawler-prereqs.html";
const LAMBDA_KINESIS = "https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html";

/** What the local cloud has no part for: logs, multipart uploads, Lake Formation's credentials, readers outside of it. */
export const NEEDED_ON_AWS: readonly NeededOnAws[] = [
  {
    role: "deduplicator",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    why: "the function's log",
    see: "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html",
  },
  {
    role: "deduplicator",
    actions: ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary"],
    why: "Lambda looks at the stream before it reads it",
    see: LAMBDA_KINESIS,
  },
  {
    role: "deduplicator",
    actions: ["s3:ListBucket", "s3:AbortMultipartUpload", "s3:PutObject"],
    why: "the on-failure destination, which only a batch that is given up reaches, in parts when it is large",
    see: "https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html",
  },
  ...["delivery", "landing"].map((role) => ({
    role,
    actions: [
      "s3:AbortMultipartUpload",
      "s3:GetBucketLocation",
      "s3:GetObject",
      "s3:ListBucket",
      "s3:ListBucketMultipartUploads",
      "s3:PutObject",
      "logs:PutLogEvents",
      "kms:Decrypt",
    ],
    why: "large objects go in parts, and errors to a log and to errors/",
    see: FIREHOSE,
  })),
  {
    role: "delivery",
    actions: ["glue:GetTableVersion", "glue:GetTableVersions"],
    why: "Firehose reads the schema by its version",
    see: FIREHOSE,
  },
  {
    role: "landing",
    actions: ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary"],
    why: "Firehose looks at the stream before it reads it",
    see: FIREHOSE,
  },
  ...["raw-partitions", "delta-tables"].map((role) => ({
    role,
    actions: [
      "glue:BatchGetPartition",
      "glue:GetDatabase",
      "glue:GetPartition",
      "glue:GetTables",
      "glue:UpdatePartition",
      "glue:UpdateTable",
      "kms:Decrypt",
      "s3:GetObject",
      "logs:CreateLogGroup",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ],
    why: "a crawler opens files, compares what is registered, and writes a log",
    see: CRAWLER,
  })),
  {
    role: "curation",
    actions: ["logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    why: "the job's log",
    see: "https://docs.aws.amazon.com/glue/latest/dg/create-an-iam-role.html",
  },
  {
    role: "curation",
    actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
    why: "Glue's file system writes large files in parts, and marks folders by objects",
    see: "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-file-systems.html",
  },
  {
    role: "redshift-spectrum",
    actions: ["lakeformation:GetDataAccess"],
    why: "Redshift asks Lake Formation for leave to read a table's files",
    see: "https://docs.aws.amazon.com/redshift/latest/dg/spectrum-lake-formation.html",
  },
  {
    role: "producer",
    actions: ["kinesis:PutRecord"],
    why: "a producer that sends one event at a time; the demo sends many",
    see: "https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html",
  },
  {
    role: "lake-formation",
    actions: ["kms:Decrypt", "kms:GenerateDataKey", "s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"],
    why: "Lake Formation lends the role to readers, and no engine here reads through it",
    see: "https://docs.aws.amazon.com/lake-formation/latest/dg/registration-role.html",
  },
  {
    role: "deploy",
    actions: [
      "athena:UntagResource",
      "athena:UpdateNamedQuery",
      "athena:UpdateWorkGroup",
      "cloudwatch:UntagResource",
      "dynamodb:UntagResource",
      "dynamodb:UpdateTable",
      "events:UntagResource",
      "firehose:StopDeliveryStreamEncryption",
      "firehose:UntagDeliveryStream",
      "firehose:UpdateDestination",
      "glue:UntagResource",
      "glue:UpdateCrawler",
      "glue:UpdateDatabase",
      "glue:UpdateJob",
      "glue:UpdateTable",
      "glue:UpdateTrigger",
      "iam:PutRolePermissionsBoundary",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
      "kinesis:DecreaseStreamRetentionPeriod",
      "kinesis:RemoveTagsFromStream",
      "kinesis:StopStreamEncryption",
      "kinesis:UpdateShardCount",
      "kinesis:UpdateStreamMode",
      "kms:DisableKeyRotation",
      "kms:PutKeyPolicy",
      "kms:UntagResource",
      "kms:UpdateAlias",
      "kms:UpdateKeyDescription",
      "lakeformation:UpdateLFTag",
      "lakeformation:UpdateResource",
      "lambda:UntagResource",
      "lambda:UpdateEventSourceMapping",
      "lambda:UpdateFunctionCode",
      "lambda:UpdateFunctionConfiguration",
      "logs:AssociateKmsKey",
      "logs:DeleteRetentionPolicy",
      "logs:DisassociateKmsKey",
      "logs:UntagResource",
      "sns:SetSubscriptionAttributes",
      "sns:UntagResource",
      "sqs:SetQueueAttributes",
      "sqs:UntagQueue",
    ],
    why: "a change in place, of which the demo makes none",
    see: "https://github.com/hashicorp/terraform-provider-aws/tree/v5.100.0/internal/service",
  },
  {
    role: "deploy",
    actions: ["kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
    why: "AWS asks it of who makes a table, stream or function with a customer key, or puts an object under one",
    see: "https://docs.aws.amazon.com/kms/latest/developerguide/service-integration.html",
  },
  {
    role: "deploy",
    actions: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ListBucketVersions"],
    why: "files of the job are replaced, and in a lake that is protected nothing else may be deleted",
    see: "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_object",
  },
  {
    role: "deploy",
    actions: ["kms:DeleteAlias"],
    why: "AWS asks for it on the key, too, which the call does not name",
    see: "https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html",
  },
];
