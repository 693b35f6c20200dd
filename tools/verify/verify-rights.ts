import type { Environment } from "../../environments/schema";
import { policyDocument, type PolicyStatement } from "../../modules/iam";
import { LAKE_PREFIXES } from "../../modules/lake-storage";
import { lakeNames } from "../lake-names";

/**
 * What the role of who verifies needs, and no more. Beside it the role is a reader of the environment: events "all",
 * rawData true.
 *
 * @param table of the probes' contract
 */
export function verifyRights(environment: Environment, table: string): readonly PolicyStatement[] {
  const { accountId, region, processing, encryption } = environment;
  const names = lakeNames(environment);
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const inFlight = processing === "in-flight";
  return [
    { actions: ["kinesis:PutRecords"], resources: [arn("kinesis", `stream/${names.stream}`)] },
    ...(inFlight
      ? [
          {
            actions: ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
            resources: [names.duplicatesQueue, names.quarantineQueue].map((queue) => arn("sqs", queue)),
          },
          { actions: ["s3:ListBucket"], resources: [`arn:aws:s3:::${names.lakeBucket}`] },
          {
            actions: ["s3:DeleteObject"],
            resources: [`arn:aws:s3:::${names.lakeBucket}/${LAKE_PREFIXES.raw}${table}/*`],
          },
        ]
      : []),
    { actions: ["glue:GetJobRun", "glue:StartJobRun"], resources: [arn("glue", `job/${names.curationJob}`)] },
    { actions: ["glue:GetCrawler", "glue:StartCrawler"], resources: [arn("glue", `crawler/${names.deltaCrawler}`)] },
    {
      actions: ["glue:GetDatabase", "glue:GetTable"],
      resources: [
        arn("glue", "catalog"),
        ...[names.lakeDatabase, names.rawDatabase].flatMap((database) => [
          arn("glue", `database/${database}`),
          arn("glue", `table/${database}/*`),
        ]),
      ],
    },
    {
      actions: ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution"],
      resources: [arn("athena", `workgroup/${names.workgroup}`)],
    },
    { actions: ["lakeformation:GetDataAccess"], resources: ["*"] },
    { actions: ["s3:GetBucketLocation"], resources: [`arn:aws:s3:::${names.resultsBucket}`] },
    { actions: ["s3:GetObject", "s3:PutObject"], resources: [`arn:aws:s3:::${names.resultsBucket}/*`] },
    { actions: ["cloudwatch:GetMetricData"], resources: ["*"] },
    { actions: ["cloudwatch:DescribeAlarms"], resources: [arn("cloudwatch", "alarm:*")] },
    ...(encryption === "customer-managed"
      ? [{ actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [arn("kms", "key/*")] }]
      : []),
  ];
}

/** As a policy document, to put on a role. */
export function verifyPolicy(environment: Environment, table: string): string {
  return `${JSON.stringify(JSON.parse(policyDocument(verifyRights(environment, table))), undefined, 2)}\n`;
}
