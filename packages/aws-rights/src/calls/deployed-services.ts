import { arn, NEW_KEY } from "../access";
import { glueResources } from "./glue-resources";
import { lambdaCall, lambdaResources, LAMBDA_OPERATIONS } from "./lambda-calls";
import { ANYTHING, named, namedByPath, query, target, text, type Service } from "./service-calls";

/** The services that Terraform makes a lake of, by signing name. S3 is in s3-access.ts. */
export const SERVICES: Readonly<Record<string, Service>> = {
  athena: {
    prefix: "athena",
    operations: named(
      "CreateNamedQuery CreateWorkGroup DeleteNamedQuery DeleteWorkGroup GetNamedQuery GetQueryExecution GetQueryResults GetWorkGroup ListNamedQueries ListTagsForResource StartQueryExecution StopQueryExecution TagResource UntagResource UpdateNamedQuery UpdateWorkGroup",
    ),
    read: target,
    resources: ({ operation, parameters, place, workgroupOf }) => {
      const ofQuery = workgroupOf(text(parameters["NamedQueryId"] ?? parameters["QueryExecutionId"]) ?? "");
      const name = operation.endsWith("WorkGroup")
        ? (parameters["WorkGroup"] ?? parameters["Name"])
        : parameters["WorkGroup"];
      return [
        text(parameters["ResourceARN"]) ?? arn("athena", `workgroup/${text(name) ?? ofQuery ?? "primary"}`, place),
      ];
    },
    tagging: "athena:TagResource",
  },
  dynamodb: {
    prefix: "dynamodb",
    operations: named(
      "CreateTable DeleteTable DescribeContinuousBackups DescribeTable DescribeTimeToLive ListTagsOfResource TagResource UntagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive",
    ),
    read: target,
    resources: ({ parameters, place }) => [
      text(parameters["ResourceArn"]) ?? arn("dynamodb", `table/${text(parameters["TableName"]) ?? ""}`, place),
    ],
    tagging: "dynamodb:TagResource",
  },
  events: {
    prefix: "events",
    operations: named(
      "DeleteRule DescribeRule ListTagsForResource ListTargetsByRule PutRule PutTargets RemoveTargets TagResource UntagResource",
    ),
    read: target,
    resources: ({ parameters, place }) => [
      text(parameters["ResourceARN"]) ??
        arn("events", `rule/${text(parameters["Rule"] ?? parameters["Name"]) ?? ""}`, place),
    ],
    tagging: "events:TagResource",
  },
  firehose: {
    prefix: "firehose",
    operations: named(
      "CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream ListTagsForDeliveryStream StartDeliveryStreamEncryption StopDeliveryStreamEncryption TagDeliveryStream UntagDeliveryStream UpdateDestination",
    ),
    read: target,
    resources: ({ parameters, place }) => [
      arn("firehose", `deliverystream/${text(parameters["DeliveryStreamName"]) ?? ""}`, place),
    ],
    tagging: "firehose:TagDeliveryStream",
    passes: ["RoleARN", "firehose.amazonaws.com"],
  },
  glue: {
    prefix: "glue",
    operations: named(
      "CreateCrawler CreateDatabase CreateJob CreateSecurityConfiguration CreateTable CreateTrigger DeleteCrawler DeleteDatabase DeleteJob DeleteSecurityConfiguration DeleteTable DeleteTrigger GetCrawler GetDatabase GetJob GetJobRun GetJobRuns GetPartitionIndexes GetSecurityConfiguration GetTable GetTags GetTrigger StartCrawler StartJobRun StartTrigger StopTrigger TagResource UntagResource UpdateCrawler UpdateDatabase UpdateJob UpdateTable UpdateTrigger",
    ),
    read: target,
    resources: glueResources,
    tagging: "glue:TagResource",
    tagged: ({ operation, parameters, place }) =>
      operation === "CreateCrawler"
        ? [arn("glue", `crawler/${text(parameters["Name"]) ?? ""}`, place)]
        : glueResources({ operation, parameters, place }),
    passes: ["Role", "glue.amazonaws.com"],
  },
  iam: {
    prefix: "iam",
    operations: named(
      "CreateRole DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy GetRole GetRolePolicy GetUser ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies PutRolePermissionsBoundary PutRolePolicy TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription",
    ),
    read: query,
    resources: ({ operation, parameters, place: { accountId } }) => {
      const user = text(parameters["UserName"]) ?? "*";
      const role = `role/${text(parameters["RoleName"]) ?? ""}`;
      return [`arn:aws:iam::${accountId}:${operation.endsWith("User") ? `user/${user}` : role}`];
    },
    context: ({ parameters }): Readonly<Record<string, string>> => {
      const boundary = text(parameters["PermissionsBoundary"]);
      return boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary };
    },
    tagging: "iam:TagRole",
  },
  kinesis: {
    prefix: "kinesis",
    operations: named(
      "AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeLimits DescribeStreamSummary IncreaseStreamRetentionPeriod ListTagsForStream RemoveTagsFromStream StartStreamEncryption StopStreamEncryption UpdateShardCount UpdateStreamMode",
    ),
    read: target,
    resources: ({ operation, parameters, place }) => {
      if (operation === "DescribeLimits") return ANYTHING;
      return [text(parameters["StreamARN"]) ?? arn("kinesis", `stream/${text(parameters["StreamName"]) ?? ""}`, place)];
    },
    tagging: "kinesis:AddTagsToStream",
  },
  kms: {
    prefix: "kms",
    operations: named(
      "CreateAlias CreateKey DeleteAlias DescribeKey DisableKeyRotation EnableKeyRotation GetKeyPolicy GetKeyRotationStatus ListAliases ListResourceTags PutKeyPolicy ScheduleKeyDeletion TagResource UntagResource UpdateAlias UpdateKeyDescription",
    ),
    read: target,
    resources: ({ operation, parameters, place }) => {
      if (operation === "CreateKey" || operation === "ListAliases") return ANYTHING;
      const alias = text(parameters["AliasName"]);
      const key = text(parameters["TargetKeyId"] ?? parameters["KeyId"]);
      const keyArn = key === undefined || key.startsWith("arn:") ? key : arn("kms", `key/${key}`, place);
      return [...(alias === undefined ? [] : [arn("kms", alias, place)]), ...(keyArn === undefined ? [] : [keyArn])];
    },
    tagging: "kms:TagResource",
    // AWS chooses the id of what is made.
    tagged: ({ place }) => [arn("kms", `key/${NEW_KEY}`, place)],
  },
  lakeformation: {
    prefix: "lakeformation",
    operations: named(
      "AddLFTagsToResource CreateLFTag DeleteLFTag DeregisterResource DescribeResource GetDataLakeSettings GetLFTag GetResourceLFTags GrantPermissions ListPermissions PutDataLakeSettings RegisterResource RemoveLFTagsFromResource RevokePermissions UpdateLFTag UpdateResource",
    ),
    read: namedByPath,
    resources: () => ANYTHING,
    passes: ["RoleArn", "lakeformation.amazonaws.com"],
  },
  lambda: {
    prefix: "lambda",
    operations: LAMBDA_OPERATIONS,
    read: lambdaCall,
    resources: lambdaResources,
    context: ({ operation, parameters, place }): Readonly<Record<string, string>> => {
      const name = text(parameters["FunctionName"]);
      const isOfFunction = operation === "CreateEventSourceMapping" || operation === "UpdateEventSourceMapping";
      if (!isOfFunction || name === undefined) return {};
      return { "lambda:FunctionArn": name.startsWith("arn:") ? name : arn("lambda", `function:${name}`, place) };
    },
    tagging: "lambda:TagResource",
    tagged: (call) =>
      call.operation === "CreateEventSourceMapping"
        ? [arn("lambda", "event-source-mapping:new", call.place)]
        : lambdaResources(call),
    passes: ["Role", "lambda.amazonaws.com"],
  },
  logs: {
    prefix: "logs",
    operations: named(
      "AssociateKmsKey CreateLogGroup CreateLogStream DeleteLogGroup DeleteLogStream DeleteRetentionPolicy DescribeLogGroups DescribeLogStreams DisassociateKmsKey ListTagsForResource PutRetentionPolicy TagResource UntagResource",
    ),
    read: target,
    resources: ({ operation, parameters, place }) => {
      if (operation === "DescribeLogGroups") return ANYTHING;
      const tagged = text(parameters["resourceArn"]);
      const group = arn("logs", `log-group:${text(parameters["logGroupName"]) ?? ""}`, place);
      const stream = text(parameters["logStreamName"]);
      return [tagged ?? (stream === undefined ? group : `${group}:log-stream:${stream}`)];
    },
    tagging: "logs:TagResource",
  },
  monitoring: {
    prefix: "cloudwatch",
    operations: named(
      "DeleteAlarms DeleteDashboards DescribeAlarms GetDashboard ListTagsForResource PutDashboard PutMetricAlarm TagResource UntagResource",
    ),
    // Terraform's SDK writes forms, the one of JavaScript JSON.
    read: (request) => target(request) ?? query(request),
    resources: ({ operation, parameters, place }) => {
      const tagged = text(parameters["ResourceARN"]);
      const named = (member: RegExp) =>
        Object.entries(parameters).flatMap(([name, value]) => (member.test(name) ? [value].flat().map(String) : []));
      if (/Dashboards?$/.test(operation)) {
        // A dashboard is of no region.
        return named(/^DashboardName(s|s\.member\.\d+)?$/).map(
          (name) => `arn:aws:cloudwatch::${place.accountId}:dashboard/${name}`,
        );
      }
      const names = named(/^AlarmName(s|s\.member\.\d+)?$/);
      if (tagged !== undefined) return [tagged];
      return (names.length === 0 ? ["*"] : names).map((name) => arn("cloudwatch", `alarm:${name}`, place));
    },
    tagging: "cloudwatch:TagResource",
  },
  sns: {
    prefix: "sns",
    operations: named(
      "CreateTopic DeleteTopic GetSubscriptionAttributes GetTopicAttributes ListTagsForResource SetSubscriptionAttributes SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource",
    ),
    read: query,
    resources: ({ parameters, place }) => {
      const topic = text(parameters["TopicArn"] ?? parameters["ResourceArn"]);
      // The ARN of a subscription begins with its topic's.
      const ofSubscription = text(parameters["SubscriptionArn"])?.split(":").slice(0, 6).join(":");
      return [topic ?? ofSubscription ?? arn("sns", text(parameters["Name"]) ?? "", place)];
    },
    tagging: "sns:TagResource",
  },
  sqs: {
    prefix: "sqs",
    operations: named(
      "CreateQueue DeleteQueue GetQueueAttributes ListQueueTags SetQueueAttributes TagQueue UntagQueue",
    ),
    read: target,
    resources: ({ parameters, place }) => {
      const queue = text(parameters["QueueUrl"] ?? parameters["QueueName"]) ?? "";
      return [arn("sqs", queue.slice(queue.lastIndexOf("/") + 1), place)];
    },
    tagging: "sqs:TagQueue",
  },
};
