import type { Place } from "./named-resources";

/** Actions by the resource that they are done to. */
export type Actions = Partial<Record<Place, readonly string[]>>;

/** What no part of the path ever does. */
export const NOBODY_MAY: Actions = {
  role: ["iam:PassRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "sts:AssumeRole"],
  key: ["kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:PutKeyPolicy", "kms:CreateGrant"],
  stream: ["kinesis:DeleteStream", "kinesis:DecreaseStreamRetentionPeriod", "kinesis:PutRecords"],
  index: ["dynamodb:DeleteTable", "dynamodb:Scan", "dynamodb:GetItem", "dynamodb:DeleteItem", "dynamodb:UpdateItem"],
  duplicates: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue", "sqs:DeleteQueue"],
  quarantine: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue", "sqs:DeleteQueue"],
  delivery: ["firehose:DeleteDeliveryStream", "firehose:UpdateDestination"],
  function: ["lambda:InvokeFunction", "lambda:UpdateFunctionCode"],
  lake: ["s3:DeleteBucket", "s3:PutBucketPolicy", "s3:PutLifecycleConfiguration", "s3:PutBucketVersioning"],
  failures: ["s3:DeleteBucket", "s3:PutBucketPolicy"],
  failedBatch: ["s3:GetObject", "s3:DeleteObject"],
  deltaObject: ["s3:DeleteObjectVersion", "s3:PutObjectAcl"],
  landingObject: ["s3:DeleteObject"],
  jobObject: ["s3:PutObject", "s3:DeleteObject"],
  result: ["s3:GetObject", "s3:PutObject"],
  lakeDatabase: ["glue:DeleteDatabase", "glue:UpdateDatabase"],
  lakeTable: ["glue:DeleteTable", "glue:BatchDeleteTable"],
  rawObject: ["s3:DeleteObjectVersion", "s3:PutObjectAcl", "s3:BypassGovernanceRetention"],
  errorObject: ["s3:DeleteObject"],
  rawDatabase: ["glue:DeleteDatabase", "glue:UpdateDatabase", "glue:CreateTable"],
  rawTable: ["glue:DeleteTable", "glue:CreateTable", "glue:DeletePartition", "glue:BatchDeletePartition"],
  otherLog: ["logs:PutLogEvents", "logs:DeleteLogGroup", "logs:GetLogEvents"],
  anything: ["lakeformation:GrantPermissions", "lakeformation:PutDataLakeSettings", "s3:ListAllMyBuckets"],
};

/** What one role is for, and what would be somebody else's work. */
export interface RoleNeeds {
  /** Id of the role's construct. */
  readonly role: string;
  /** The service that takes it; undefined for somebody outside of AWS. */
  readonly service?: string;
  readonly does: string;
  readonly needs: Actions;
  readonly mustNot: Actions;
}

export const ROLES: readonly RoleNeeds[] = [
  {
    role: "deduplicator_role",
    service: "lambda.amazonaws.com",
    does: "reads the stream, claims ids, delivers, and sets aside what it does not deliver",
    needs: {
      // https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
      stream: [
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
      ],
      index: ["dynamodb:PutItem", "dynamodb:Query"],
      duplicates: ["sqs:SendMessage"],
      quarantine: ["sqs:SendMessage"],
      delivery: ["firehose:PutRecordBatch"],
      // https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
      failures: ["s3:ListBucket"],
      failedBatch: ["s3:AbortMultipartUpload", "s3:PutObject"],
      key: ["kms:Decrypt", "kms:GenerateDataKey"],
      functionLog: ["logs:CreateLogStream", "logs:PutLogEvents"],
    },
    mustNot: {
      lake: ["s3:ListBucket"],
      rawObject: ["s3:GetObject", "s3:PutObject"],
      deltaObject: ["s3:GetObject", "s3:PutObject"],
      rawTable: ["glue:GetTable"],
      deliveryLog: ["logs:PutLogEvents"],
      anything: ["lakeformation:GetDataAccess"],
    },
  },
  {
    role: "delivery_role",
    service: "firehose.amazonaws.com",
    does: "writes raw files and errors, and reads the schema that it converts to",
    needs: {
      // https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3
      lake: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      rawObject: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
      errorObject: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
      catalogue: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
      rawDatabase: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
      deliverySchema: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
      key: ["kms:Decrypt", "kms:GenerateDataKey"],
      deliveryLog: ["logs:PutLogEvents"],
    },
    mustNot: {
      stream: ["kinesis:GetRecords"],
      index: ["dynamodb:PutItem", "dynamodb:Query"],
      deltaObject: ["s3:GetObject", "s3:PutObject"],
      rawObject: ["s3:DeleteObject"],
      failedBatch: ["s3:PutObject"],
      rawTable: ["glue:GetTable", "glue:UpdateTable"],
      functionLog: ["logs:PutLogEvents"],
      anything: ["lakeformation:GetDataAccess"],
    },
  },
  {
    role: "partition_crawler_role",
    service: "glue.amazonaws.com",
    does: "finds the folders of raw files, and adds them to the raw tables as partitions",
    needs: {
      lake: ["s3:ListBucket"],
      rawObject: ["s3:GetObject"],
      key: ["kms:Decrypt"],
      catalogue: ["glue:GetDatabase", "glue:GetTables"],
      rawDatabase: ["glue:GetDatabase", "glue:GetTables"],
      rawTable: [
        "glue:BatchCreatePartition",
        "glue:BatchGetPartition",
        "glue:GetPartition",
        "glue:GetPartitions",
        "glue:GetTable",
        "glue:UpdatePartition",
        "glue:UpdateTable",
      ],
      crawlerLog: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    },
    mustNot: {
      rawObject: ["s3:PutObject", "s3:DeleteObject"],
      deltaObject: ["s3:GetObject"],
      otherTable: ["glue:GetTable", "glue:UpdateTable"],
      key: ["kms:GenerateDataKey"],
      anything: ["lakeformation:GetDataAccess"],
      stream: ["kinesis:GetRecords"],
      functionLog: ["logs:PutLogEvents"],
    },
  },
  {
    role: "access_role",
    service: "lakeformation.amazonaws.com",
    does: "reads and writes the governed prefixes for those whom Lake Formation lets in",
    needs: {
      lake: ["s3:ListBucket"],
      rawObject: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      deltaObject: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      key: ["kms:Decrypt", "kms:GenerateDataKey"],
    },
    mustNot: {
      errorObject: ["s3:GetObject", "s3:PutObject"],
      failures: ["s3:ListBucket"],
      failedBatch: ["s3:PutObject"],
      stream: ["kinesis:GetRecords"],
      rawTable: ["glue:GetTable", "glue:UpdateTable"],
      functionLog: ["logs:PutLogEvents"],
    },
  },
  {
    role: "curation_role",
    service: "glue.amazonaws.com",
    does: "reads what was delivered and its own files, and writes Delta tables by path",
    needs: {
      lake: ["s3:ListBucket"],
      jobObject: ["s3:GetObject"],
      deltaObject: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      folderMark: ["s3:GetObject", "s3:PutObject"],
      key: ["kms:Decrypt", "kms:GenerateDataKey"],
      // https://docs.aws.amazon.com/glue/latest/dg/set-up-encryption.html
      jobLog: ["logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    },
    mustNot: {
      stream: ["kinesis:GetRecords"],
      rawObject: ["s3:PutObject", "s3:DeleteObject"],
      landingObject: ["s3:PutObject"],
      errorObject: ["s3:GetObject"],
      failures: ["s3:ListBucket"],
      rawTable: ["glue:GetTable", "glue:UpdateTable"],
      lakeTable: ["glue:CreateTable", "glue:UpdateTable"],
      functionLog: ["logs:PutLogEvents"],
      anything: ["lakeformation:GetDataAccess"],
    },
  },
  {
    role: "delta_tables_role",
    service: "glue.amazonaws.com",
    does: "registers the Delta tables in the lake's database, and nowhere else",
    needs: {
      lake: ["s3:ListBucket"],
      deltaObject: ["s3:GetObject"],
      catalogue: ["glue:CreateTable", "glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:UpdateTable"],
      lakeDatabase: ["glue:CreateTable", "glue:GetDatabase"],
      lakeTable: ["glue:CreateTable", "glue:GetTable", "glue:GetTables", "glue:UpdateTable"],
      key: ["kms:Decrypt"],
      crawlerLog: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    },
    mustNot: {
      deltaObject: ["s3:PutObject", "s3:DeleteObject"],
      rawObject: ["s3:GetObject"],
      landingObject: ["s3:GetObject"],
      rawTable: ["glue:GetTable", "glue:CreateTable", "glue:UpdateTable"],
      key: ["kms:GenerateDataKey"],
      stream: ["kinesis:GetRecords"],
      anything: ["lakeformation:GetDataAccess"],
    },
  },
  {
    role: "landing_role",
    service: "firehose.amazonaws.com",
    does: "reads the event stream, and writes what it found and errors",
    needs: {
      // https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-kinesis
      stream: [
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
      ],
      lake: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      landingObject: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
      errorObject: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
      key: ["kms:Decrypt", "kms:GenerateDataKey"],
      landingLog: ["logs:PutLogEvents"],
    },
    mustNot: {
      rawObject: ["s3:GetObject", "s3:PutObject"],
      deltaObject: ["s3:GetObject", "s3:PutObject"],
      rawTable: ["glue:GetTable"],
      anything: ["lakeformation:GetDataAccess"],
    },
  },
  {
    role: "redshift_spectrum_role",
    service: "redshift.amazonaws.com",
    does: "reads the Delta tables and how they are registered",
    needs: {
      lake: ["s3:ListBucket"],
      deltaObject: ["s3:GetObject"],
      catalogue: ["glue:GetDatabase", "glue:GetTable", "glue:GetTables"],
      lakeDatabase: ["glue:GetDatabase"],
      lakeTable: ["glue:GetTable", "glue:GetTables"],
      key: ["kms:Decrypt"],
      anything: ["lakeformation:GetDataAccess"],
    },
    mustNot: {
      deltaObject: ["s3:PutObject", "s3:DeleteObject"],
      rawObject: ["s3:GetObject"],
      landingObject: ["s3:GetObject"],
      jobObject: ["s3:GetObject"],
      errorObject: ["s3:GetObject"],
      lakeTable: ["glue:CreateTable", "glue:UpdateTable"],
      rawTable: ["glue:GetTable"],
      key: ["kms:GenerateDataKey"],
    },
  },
  {
    role: "reader_analyst_role",
    does: "queries in its workgroup, writes and reads results, and looks up what Lake Formation shows it",
    needs: {
      workgroup: [
        "athena:GetNamedQuery",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:GetWorkGroup",
        "athena:ListNamedQueries",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
      ],
      results: ["s3:GetBucketLocation", "s3:ListBucket"],
      result: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
      catalogue: ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables"],
      lakeDatabase: ["glue:GetDatabase", "glue:GetTable", "glue:GetTables"],
      lakeTable: ["glue:GetTable", "glue:GetTables"],
      key: ["kms:Decrypt", "kms:GenerateDataKey"],
      anything: ["lakeformation:GetDataAccess"],
    },
    mustNot: {
      lake: ["s3:ListBucket"],
      deltaObject: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      rawObject: ["s3:GetObject"],
      landingObject: ["s3:GetObject"],
      rawTable: ["glue:GetTable"],
      lakeTable: ["glue:CreateTable", "glue:UpdateTable"],
      result: ["s3:DeleteObject"],
      stream: ["kinesis:GetRecords"],
    },
  },
  {
    role: "snowflake_role",
    does: "reads the Delta tables, for one user who knows the external id",
    needs: {
      lake: ["s3:GetBucketLocation", "s3:ListBucket"],
      deltaObject: ["s3:GetObject"],
      key: ["kms:Decrypt"],
    },
    mustNot: {
      deltaObject: ["s3:PutObject", "s3:DeleteObject"],
      rawObject: ["s3:GetObject"],
      landingObject: ["s3:GetObject"],
      jobObject: ["s3:GetObject"],
      errorObject: ["s3:GetObject"],
      lakeTable: ["glue:GetTable"],
      key: ["kms:GenerateDataKey"],
    },
  },
];

/** What the job's role has with one processing only: it reads what was delivered. */
export const JOB_READS: Readonly<Record<"in-flight" | "in-lake", { needs: Actions; mustNot: Actions }>> = {
  "in-flight": { needs: { rawObject: ["s3:GetObject"] }, mustNot: { landingObject: ["s3:GetObject"] } },
  "in-lake": { needs: { landingObject: ["s3:GetObject"] }, mustNot: { rawObject: ["s3:GetObject"] } },
};
