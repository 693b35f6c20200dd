import type { PolicyStatement } from "../iam";
import { checkInputs, type RulesFor } from "../input-rules/inputs";
import { namePart } from "../input-rules/names";
import { accountId as account, region as itsRegion, partitionOf } from "../input-rules/regions";
import { arnAt } from "../input-rules/place";

export interface BoundaryPlace {
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** First part of the names of every lake. */
  readonly namePrefix: string;
}

/** Rules of a place. */
export const BOUNDARY_PLACE: RulesFor<BoundaryPlace> = { accountId: account, region: itsRegion, namePrefix: namePart };

const OBJECT_ACTIONS = [
  "s3:AbortMultipartUpload",
  "s3:DeleteObject",
  "s3:GetBucketLocation",
  "s3:GetObject",
  "s3:ListBucket",
  "s3:ListBucketMultipartUploads",
  "s3:PutObject",
];

/**
 * The most that a role of a lake may do, whatever its own policy says: work with the data of the lakes of one name prefix. It can
 * make no role, change no policy and reach nothing of other teams.
 *
 * @throws Error when account, region or prefix are not what they must be
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundaryRights({ accountId, region, namePrefix }: BoundaryPlace): readonly PolicyStatement[] {
  checkInputs("boundaryRights", { accountId, region, namePrefix }, BOUNDARY_PLACE);
  const named = (service: string, resource: string) => arnAt({ accountId, region }, service, resource);
  const database = namePrefix.replaceAll("-", "_");
  return [
    {
      sid: "Objects",
      actions: OBJECT_ACTIONS,
      resources: [`arn:${partitionOf(region)}:s3:::${namePrefix}-*`],
    },
    {
      // The state may hold secrets, and no role of a lake has to do with it.
      sid: "NoState",
      effect: "Deny",
      actions: OBJECT_ACTIONS,
      resources: [`arn:${partitionOf(region)}:s3:::${namePrefix}-terraform-state-*`],
    },
    {
      sid: "Events",
      actions: [
        "dynamodb:PutItem",
        "dynamodb:Query",
        "firehose:PutRecordBatch",
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
        "kinesis:PutRecord",
        "kinesis:PutRecords",
        "sqs:SendMessage",
      ],
      resources: [
        named("dynamodb", `table/${namePrefix}-*`),
        named("firehose", `deliverystream/${namePrefix}-*`),
        named("kinesis", `stream/${namePrefix}-*`),
        named("sqs", `${namePrefix}-*`),
      ],
    },
    {
      sid: "Tables",
      actions: [
        "glue:BatchCreatePartition",
        "glue:BatchGetPartition",
        "glue:CreateTable",
        "glue:GetDatabase",
        "glue:GetDatabases",
        "glue:GetPartition",
        "glue:GetPartitions",
        "glue:GetTable",
        "glue:GetTableVersion",
        "glue:GetTableVersions",
        "glue:GetTables",
        "glue:UpdatePartition",
        "glue:UpdateTable",
      ],
      resources: [
        named("glue", "catalog"),
        named("glue", `database/${database}_*`),
        named("glue", `table/${database}_*`),
        // Glue asks for it when a crawler or job begins. https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
        named("glue", "database/default"),
      ],
    },
    {
      sid: "Queries",
      actions: [
        "athena:GetNamedQuery",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:GetWorkGroup",
        "athena:ListNamedQueries",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
      ],
      resources: [named("athena", `workgroup/${namePrefix}-*`)],
    },
    { sid: "GovernedData", actions: ["lakeformation:GetDataAccess"], resources: ["*"] },
    {
      sid: "Keys",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [named("kms", "key/*")],
    },
    {
      sid: "Logs",
      actions: ["logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [named("logs", `log-group:/aws/*/${namePrefix}-*`), named("logs", "log-group:/aws-glue/*")],
    },
  ];
}
