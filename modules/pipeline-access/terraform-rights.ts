import { LAKE_PREFIXES } from "../lake-storage";
import type { PolicyStatement } from "../iam";
import { bucketArn, keyArn, policyArn } from "../input-rules/arns";
import { checkInputs, fields, listOf, type RulesFor } from "../input-rules/inputs";
import { namePart } from "../input-rules/names";
import { accountId as account, region as itsRegion, partitionOf } from "../input-rules/regions";
import { flag } from "../input-rules/rule";
import { arnAt } from "../input-rules/place";

/** A lake that a pipeline plans or deploys. */
export interface PipelineLake {
  /** Beginning of its names, for example `event-lake-dev`. */
  readonly name: string;
  /** true: its data cannot be destroyed, and nobody needs the right to. */
  readonly removalProtection: boolean;
}

/** Where the lakes are, and what they are deployed with. */
export interface PipelinePlace {
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  readonly lakes: readonly PipelineLake[];
  /** ARN of the bucket with the Terraform state, of its key, and of the policy that bounds every role that is made. */
  readonly stateBucketArn: string;
  readonly stateKeyArn: string;
  readonly boundaryArn: string;
}

const PLACE: RulesFor<PipelinePlace> = {
  accountId: account,
  region: itsRegion,
  lakes: listOf(fields<PipelineLake>({ name: namePart, removalProtection: flag }), 1),
  stateBucketArn: bucketArn,
  stateKeyArn: keyArn,
  boundaryArn: policyArn,
};

/** What Terraform does with the resources of one service. */
interface ServiceRights {
  readonly sid: string;
  /** Actions of a plan: they read configuration, and no data. */
  readonly read: readonly string[];
  /** Further actions of an apply. */
  readonly write: readonly string[];
  /** Resources of one lake, as ARNs. */
  readonly resources: (lake: string, place: PipelinePlace) => readonly string[];
}

const inService = (service: string, place: PipelinePlace, resource: string) => arnAt(place, service, resource);

const buckets = ({ region }: PipelinePlace, names: string) => `arn:${partitionOf(region)}:s3:::${names}`;

/**
 * What Terraform's AWS provider calls for the resources of a lake: seen in the local cloud for creating, reading, changing and
 * destroying, and read in the provider for the changes in place that no run reaches. A test deploys under these rights.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const SERVICES: readonly ServiceRights[] = [
  {
    sid: "Athena",
    read: ["athena:GetNamedQuery", "athena:GetWorkGroup", "athena:ListTagsForResource"],
    write: [
      "athena:CreateNamedQuery",
      "athena:CreateWorkGroup",
      "athena:DeleteNamedQuery",
      "athena:DeleteWorkGroup",
      "athena:TagResource",
      "athena:UntagResource",
      "athena:UpdateNamedQuery",
      "athena:UpdateWorkGroup",
    ],
    resources: (lake, place) => [inService("athena", place, `workgroup/${lake}-*`)],
  },
  {
    sid: "Alarms",
    read: ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"],
    write: [
      "cloudwatch:DeleteAlarms",
      "cloudwatch:PutMetricAlarm",
      "cloudwatch:TagResource",
      "cloudwatch:UntagResource",
    ],
    resources: (lake, place) => [inService("cloudwatch", place, `alarm:${lake}-*`)],
  },
  {
    sid: "Dashboards",
    read: ["cloudwatch:GetDashboard"],
    write: ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"],
    // Of no region.
    resources: (lake, { region, accountId }) => [
      `arn:${partitionOf(region)}:cloudwatch::${accountId}:dashboard/${lake}-*`,
    ],
  },
  {
    sid: "DeduplicationIndex",
    read: [
      "dynamodb:DescribeContinuousBackups",
      "dynamodb:DescribeTable",
      "dynamodb:DescribeTimeToLive",
      "dynamodb:ListTagsOfResource",
    ],
    write: [
      "dynamodb:CreateTable",
      "dynamodb:DeleteTable",
      "dynamodb:TagResource",
      "dynamodb:UntagResource",
      "dynamodb:UpdateContinuousBackups",
      "dynamodb:UpdateTable",
      "dynamodb:UpdateTimeToLive",
    ],
    resources: (lake, place) => [inService("dynamodb", place, `table/${lake}-*`)],
  },
  {
    sid: "EventRules",
    read: ["events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"],
    write: [
      "events:DeleteRule",
      "events:PutRule",
      "events:PutTargets",
      "events:RemoveTargets",
      "events:TagResource",
      "events:UntagResource",
    ],
    resources: (lake, place) => [inService("events", place, `rule/${lake}-*`)],
  },
  {
    sid: "DeliveryStreams",
    read: ["firehose:DescribeDeliveryStream", "firehose:ListTagsForDeliveryStream"],
    write: [
      "firehose:CreateDeliveryStream",
      "firehose:DeleteDeliveryStream",
      "firehose:StartDeliveryStreamEncryption",
      "firehose:StopDeliveryStreamEncryption",
      "firehose:TagDeliveryStream",
      "firehose:UntagDeliveryStream",
      "firehose:UpdateDestination",
    ],
    resources: (lake, place) => [inService("firehose", place, `deliverystream/${lake}-*`)],
  },
  {
    sid: "Glue",
    read: [
      "glue:GetCrawler",
      "glue:GetDatabase",
      "glue:GetJob",
      "glue:GetPartitionIndexes",
      "glue:GetTable",
      "glue:GetTags",
      "glue:GetTrigger",
    ],
    write: [
      "glue:CreateDatabase",
      "glue:CreateJob",
      "glue:CreateTable",
      "glue:CreateTrigger",
      "glue:DeleteCrawler",
      "glue:DeleteDatabase",
      "glue:DeleteJob",
      "glue:DeleteTable",
      "glue:DeleteTrigger",
      "glue:TagResource",
      "glue:UntagResource",
      "glue:UpdateCrawler",
      "glue:UpdateDatabase",
      "glue:UpdateJob",
      "glue:UpdateTable",
      "glue:UpdateTrigger",
    ],
    resources: (lake, place) => {
      const database = lake.replaceAll("-", "_");
      return [
        "catalog",
        `crawler/${lake}-*`,
        `database/${database}_*`,
        `job/${lake}-*`,
        `table/${database}_*`,
        `trigger/${lake}-*`,
      ].map((resource) => inService("glue", place, resource));
    },
  },
  {
    sid: "Roles",
    read: ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
    write: [
      "iam:DeleteRole",
      "iam:ListInstanceProfilesForRole",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ],
    resources: roles,
  },
  {
    sid: "EventStream",
    read: ["kinesis:DescribeStreamSummary", "kinesis:ListTagsForStream"],
    write: [
      "kinesis:AddTagsToStream",
      "kinesis:CreateStream",
      "kinesis:DecreaseStreamRetentionPeriod",
      "kinesis:DeleteStream",
      "kinesis:IncreaseStreamRetentionPeriod",
      "kinesis:RemoveTagsFromStream",
      "kinesis:StartStreamEncryption",
      "kinesis:StopStreamEncryption",
      "kinesis:UpdateShardCount",
      "kinesis:UpdateStreamMode",
    ],
    resources: (lake, place) => [inService("kinesis", place, `stream/${lake}-*`)],
  },
  {
    sid: "KeyAliases",
    read: [],
    write: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
    resources: (lake, place) => [inService("kms", place, `alias/${lake}-*`)],
  },
  {
    sid: "Functions",
    read: ["lambda:GetFunction", "lambda:GetFunctionCodeSigningConfig", "lambda:ListVersionsByFunction"],
    write: [
      "lambda:CreateFunction",
      "lambda:DeleteFunction",
      "lambda:TagResource",
      "lambda:UntagResource",
      "lambda:UpdateFunctionCode",
      "lambda:UpdateFunctionConfiguration",
    ],
    resources: (lake, place) => [inService("lambda", place, `function:${lake}-*`)],
  },
  {
    sid: "Logs",
    read: ["logs:DescribeLogStreams", "logs:ListTagsForResource"],
    write: [
      "logs:AssociateKmsKey",
      "logs:CreateLogGroup",
      "logs:CreateLogStream",
      "logs:DeleteLogGroup",
      "logs:DeleteLogStream",
      "logs:DeleteRetentionPolicy",
      "logs:DisassociateKmsKey",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ],
    resources: (lake, place) => [
      inService("logs", place, `log-group:/aws/*/${lake}-*`),
      inService("logs", place, `log-group:/aws-glue/*/${lake}-*`),
    ],
  },
  {
    sid: "Buckets",
    // s3:ListBucket is asked of who looks whether a bucket is there. It shows names of objects, and not what is in them.
    read: [
      "s3:GetAccelerateConfiguration",
      "s3:GetBucketAcl",
      "s3:GetBucketCORS",
      "s3:GetBucketLogging",
      "s3:GetBucketNotification",
      "s3:GetBucketObjectLockConfiguration",
      "s3:GetBucketOwnershipControls",
      "s3:GetBucketPolicy",
      "s3:GetBucketPublicAccessBlock",
      "s3:GetBucketRequestPayment",
      "s3:GetBucketTagging",
      "s3:GetBucketVersioning",
      "s3:GetBucketWebsite",
      "s3:GetEncryptionConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:GetReplicationConfiguration",
      "s3:ListBucket",
    ],
    write: [
      "s3:CreateBucket",
      "s3:DeleteBucket",
      "s3:DeleteBucketPolicy",
      "s3:PutBucketNotification",
      "s3:PutBucketOwnershipControls",
      "s3:PutBucketPolicy",
      "s3:PutBucketPublicAccessBlock",
      "s3:PutBucketTagging",
      "s3:PutBucketVersioning",
      "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration",
    ],
    resources: (lake, place) => [buckets(place, `${lake}-*`)],
  },
  {
    sid: "JobFiles",
    read: ["s3:GetObject", "s3:GetObjectTagging"],
    write: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject", "s3:PutObjectTagging"],
    resources: (lake, place) => [buckets(place, `${lake}-lake-*/${LAKE_PREFIXES.jobs}*`)],
  },
  {
    sid: "AlarmTopic",
    read: ["sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListTagsForResource"],
    write: [
      "sns:CreateTopic",
      "sns:DeleteTopic",
      "sns:SetSubscriptionAttributes",
      "sns:SetTopicAttributes",
      "sns:Subscribe",
      "sns:TagResource",
      "sns:Unsubscribe",
      "sns:UntagResource",
    ],
    resources: (lake, place) => [inService("sns", place, `${lake}-*`)],
  },
  {
    sid: "Queues",
    read: ["sqs:GetQueueAttributes", "sqs:ListQueueTags"],
    write: ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"],
    resources: (lake, place) => [inService("sqs", place, `${lake}-*`)],
  },
];

/** Actions that AWS lets nobody limit to the resources of a lake. */
const ANYWHERE = {
  read: [
    "glue:GetSecurityConfiguration",
    "kinesis:DescribeLimits",
    "kms:ListAliases",
    "lakeformation:DescribeResource",
    "lakeformation:GetLFTag",
    "lakeformation:GetResourceLFTags",
    "lakeformation:ListPermissions",
    "logs:DescribeLogGroups",
  ],
  write: [
    "glue:CreateCrawler",
    "glue:CreateSecurityConfiguration",
    "glue:DeleteSecurityConfiguration",
    "lakeformation:AddLFTagsToResource",
    "lakeformation:CreateLFTag",
    "lakeformation:DeleteLFTag",
    "lakeformation:DeregisterResource",
    "lakeformation:GrantPermissions",
    "lakeformation:RegisterResource",
    "lakeformation:RemoveLFTagsFromResource",
    "lakeformation:RevokePermissions",
    "lakeformation:UpdateLFTag",
    "lakeformation:UpdateResource",
  ],
};

/** Names of these resources are ids that AWS chooses. The key of the state is among the keys. */
const BY_ID = {
  keys: {
    read: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
    write: [
      "kms:CreateAlias",
      "kms:CreateGrant",
      "kms:Decrypt",
      "kms:DeleteAlias",
      "kms:DisableKeyRotation",
      "kms:EnableKeyRotation",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
      "kms:TagResource",
      "kms:UntagResource",
      "kms:UpdateAlias",
      "kms:UpdateKeyDescription",
    ],
  },
  mappings: {
    read: ["lambda:GetEventSourceMapping", "lambda:ListTags"],
    write: [
      "lambda:DeleteEventSourceMapping",
      "lambda:TagResource",
      "lambda:UntagResource",
      "lambda:UpdateEventSourceMapping",
    ],
  },
};

/** What `terraform plan` needs of the lakes and of their state: it reads no object of a lake and no message of a queue. */
export function planRights(place: PipelinePlace): readonly PolicyStatement[] {
  checkInputs("planRights", place, PLACE);
  return [
    ...rights(place, ({ read }) => read),
    {
      sid: "ReadState",
      actions: ["s3:GetObject"],
      resources: stateKeys(place, "terraform.tfstate"),
    },
    { sid: "FindState", actions: ["s3:ListBucket"], resources: [place.stateBucketArn] },
    { sid: "DecryptState", actions: ["kms:Decrypt"], resources: [place.stateKeyArn] },
  ];
}

/**
 * What `terraform apply` and `terraform destroy` need of the lakes and of their state. The roles that are made have the
 * permissions boundary, and can be given to no service but those of a lake.
 */
export function deployRights(place: PipelinePlace): readonly PolicyStatement[] {
  checkInputs("deployRights", place, PLACE);
  const { lakes, boundaryArn } = place;
  const roleArns = lakes.flatMap(({ name }) => roles(name, place));
  const removable = lakes.filter(({ removalProtection }) => !removalProtection);
  return [
    ...rights(place, ({ read, write }) => [...read, ...write]),
    { sid: "CreateKeys", actions: ["kms:CreateKey"], resources: ["*"] },
    {
      sid: "CreateMappings",
      actions: ["lambda:CreateEventSourceMapping"],
      resources: ["*"],
      conditions: {
        ArnLike: {
          "lambda:FunctionArn": lakes.map(({ name }) => inService("lambda", place, `function:${name}-*`)),
        },
      },
    },
    {
      sid: "BoundedRoles",
      actions: ["iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
      resources: roleArns,
      conditions: { StringEquals: { "iam:PermissionsBoundary": boundaryArn } },
    },
    {
      sid: "PassRoles",
      actions: ["iam:PassRole"],
      resources: roleArns,
      conditions: {
        StringEquals: {
          "iam:PassedToService": [
            "firehose.amazonaws.com",
            "glue.amazonaws.com",
            "lakeformation.amazonaws.com",
            "lambda.amazonaws.com",
          ],
        },
      },
    },
    {
      // A file of the job is deleted with all of its versions.
      sid: "JobFileVersions",
      actions: ["s3:ListBucketVersions"],
      resources: lakes.map(({ name }) => buckets(place, `${name}-lake-*`)),
      conditions: { StringLike: { "s3:prefix": `${LAKE_PREFIXES.jobs}*` } },
    },
    ...(removable.length === 0
      ? []
      : [
          {
            sid: "EmptyBuckets",
            actions: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ListBucketVersions"],
            resources: removable.flatMap(({ name }) => [buckets(place, `${name}-*`)]),
          },
        ]),
    {
      sid: "WriteState",
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: stateKeys(place, "terraform.tfstate"),
    },
    {
      sid: "LockState",
      actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      resources: stateKeys(place, "terraform.tfstate.tflock"),
    },
    { sid: "FindState", actions: ["s3:ListBucket"], resources: [place.stateBucketArn] },
  ];
}

function rights(
  place: PipelinePlace,
  actionsOf: (rights: { readonly read: readonly string[]; readonly write: readonly string[] }) => readonly string[],
): readonly PolicyStatement[] {
  const key = inService("kms", place, "key/*");
  return [
    ...SERVICES.map(({ sid, resources, ...actions }) => ({
      sid,
      actions: [...actionsOf(actions)].sort(),
      resources: [...new Set(place.lakes.flatMap(({ name }) => resources(name, place)))],
    })).filter(({ actions }) => actions.length > 0),
    { sid: "Anywhere", actions: [...actionsOf(ANYWHERE)].sort(), resources: ["*"] },
    { sid: "Keys", actions: actionsOf(BY_ID.keys), resources: [key] },
    {
      sid: "Mappings",
      actions: actionsOf(BY_ID.mappings),
      resources: [inService("lambda", place, "event-source-mapping:*")],
    },
  ];
}

function roles(lake: string, { accountId, region }: PipelinePlace): readonly string[] {
  return [`arn:${partitionOf(region)}:iam::${accountId}:role/${lake}-*`];
}

/** A lake's stack is named as the lake is, and its state after the stack. */
function stateKeys({ lakes, stateBucketArn }: PipelinePlace, file: string): readonly string[] {
  return lakes.map(({ name }) => `${stateBucketArn}/${name}/${file}`);
}
