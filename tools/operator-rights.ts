import type { Environment } from "../environments/schema";
import { policyDocument, type PolicyStatement } from "../modules/iam";
import { LAKE_PREFIXES } from "../modules/lake-storage";
import { BATCHES_PREFIX, lakeNames } from "./lake-names";

/**
 * What the role of an operator needs for `npm run status`, `redrive`, `pause` and `resume`, and no more. For `redrive --from
 * quarantine` it is a reader of the lake beside it (readers: events "all", personal true).
 */
export function operatorRights(environment: Environment): readonly PolicyStatement[] {
  const { accountId, region, processing, encryption } = environment;
  const names = lakeNames(environment);
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const bucket = (name: string) => `arn:aws:s3:::${name}`;
  const lake = bucket(names.lakeBucket);
  return [
    { actions: ["cloudwatch:GetMetricData"], resources: ["*"] },
    { actions: ["cloudwatch:DescribeAlarms"], resources: [arn("cloudwatch", "alarm:*")] },
    {
      actions: ["glue:GetTrigger", "glue:StartTrigger", "glue:StopTrigger"],
      resources: [names.curationJob, names.maintenanceTrigger].map((trigger) => arn("glue", `trigger/${trigger}`)),
    },
    {
      actions: ["glue:GetJobRun", "glue:GetJobRuns", "glue:StartJobRun"],
      resources: [arn("glue", `job/${names.curationJob}`)],
    },
    { actions: ["s3:ListBucket"], resources: [lake] },
    { actions: ["s3:GetObject"], resources: [`${lake}/${LAKE_PREFIXES.lake}*/_delta_log/*`] },
    {
      actions: ["s3:GetObject", "s3:DeleteObject"],
      resources: [`${lake}/${LAKE_PREFIXES.errors}*`],
    },
    ...(processing === "in-flight"
      ? inFlightRights(environment)
      : [{ actions: ["kinesis:PutRecords"], resources: [arn("kinesis", `stream/${names.stream}`)] }]),
    ...queryRights(environment),
    ...(encryption === "customer-managed"
      ? [{ actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [arn("kms", "key/*")] }]
      : []),
  ];
}

function inFlightRights(environment: Environment): readonly PolicyStatement[] {
  const { accountId, region } = environment;
  const names = lakeNames(environment);
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const failures = `arn:aws:s3:::${names.failuresBucket}`;
  const deduplicator = arn("lambda", `function:${names.function}`);
  return [
    // A list of mappings has no resource type.
    { actions: ["lambda:ListEventSourceMappings"], resources: ["*"] },
    {
      actions: ["lambda:UpdateEventSourceMapping"],
      resources: [arn("lambda", "event-source-mapping:*")],
      conditions: { ArnLike: { "lambda:FunctionArn": deduplicator } },
    },
    { actions: ["lambda:InvokeFunction"], resources: [deduplicator] },
    { actions: ["firehose:PutRecordBatch"], resources: [arn("firehose", `deliverystream/${names.deliveryStream}`)] },
    {
      actions: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
      resources: [names.duplicatesQueue, names.quarantineQueue].map((queue) => arn("sqs", queue)),
    },
    { actions: ["sqs:DeleteMessage", "sqs:ReceiveMessage"], resources: [arn("sqs", names.duplicatesQueue)] },
    { actions: ["s3:ListBucket"], resources: [failures] },
    { actions: ["s3:GetObject"], resources: [`${failures}/*`] },
    { actions: ["s3:DeleteObject", "s3:PutObject"], resources: [`${failures}/${BATCHES_PREFIX}*`] },
  ];
}

/** Counting rows of `quarantine`, which Athena reads with the rights that Lake Formation gives a reader. */
function queryRights(environment: Environment): readonly PolicyStatement[] {
  const { accountId, region } = environment;
  const { lakeDatabase, resultsBucket, workgroup } = lakeNames(environment);
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
  return [
    {
      actions: ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution"],
      resources: [arn("athena", `workgroup/${workgroup}`)],
    },
    {
      actions: ["glue:GetDatabase", "glue:GetTable"],
      resources: [
        arn("glue", "catalog"),
        arn("glue", `database/${lakeDatabase}`),
        arn("glue", `table/${lakeDatabase}/*`),
      ],
    },
    { actions: ["lakeformation:GetDataAccess"], resources: ["*"] },
    { actions: ["s3:GetBucketLocation"], resources: [`arn:aws:s3:::${resultsBucket}`] },
    { actions: ["s3:GetObject", "s3:PutObject"], resources: [`arn:aws:s3:::${resultsBucket}/*`] },
  ];
}

/** As a policy document, to put on a role. */
export function operatorPolicy(environment: Environment): string {
  return `${JSON.stringify(JSON.parse(policyDocument(operatorRights(environment))), undefined, 2)}\n`;
}
