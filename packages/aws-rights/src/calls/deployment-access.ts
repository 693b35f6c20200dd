import { formOf, jsonOf, type AwsCall } from "../aws-call";
import { arn, NEW_KEY, type Place, type RequiredAction } from "../access";

/** A call that makes, reads, changes or destroys a resource: its operation, and its parameters by name. */
interface Call {
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly place: Place;
  readonly workgroupOf: WorkgroupOf;
}

/** Workgroup of a saved query; undefined for one that nobody saved. @param id of the query */
export type WorkgroupOf = (id: string) => string | undefined;

/** How one service's calls say what they are about. */
interface Service {
  /** Begin of its actions; not always the name that it is signed for. */
  readonly prefix: string;
  /** The operations that are known: an action of any other name may not exist. */
  readonly operations: ReadonlySet<string>;
  /** How the call is written. */
  readonly read: (request: AwsCall) => Pick<Call, "operation" | "parameters"> | undefined;
  /** ARNs that the action is asked for. */
  readonly resources: (call: Call) => readonly string[];
  /** Condition keys that AWS documents for the calls. @default - only those of every call */
  readonly context?: (call: Call) => Readonly<Record<string, string>>;
  /** Right to tag, which a call that creates with tags needs, too. */
  readonly tagging?: string;
  /** ARNs that it is asked for. @default - those of the action */
  readonly tagged?: (call: Call) => readonly string[];
  /** Parameter with the ARN of a role that is given to the service, and the service's principal. */
  readonly passes?: readonly [parameter: string, principal: string];
}

/** Calls of Lambda by method and path; the parts in braces are parameters. */
const LAMBDA_CALLS: readonly (readonly [method: string, path: RegExp, operation: string])[] = [
  ["POST", /^\/2015-03-31\/functions\/?$/, "CreateFunction"],
  ["GET", /^\/2015-03-31\/functions\/(?<name>[^/]+)$/, "GetFunction"],
  ["DELETE", /^\/2015-03-31\/functions\/(?<name>[^/]+)$/, "DeleteFunction"],
  ["PUT", /^\/2015-03-31\/functions\/(?<name>[^/]+)\/code$/, "UpdateFunctionCode"],
  ["GET", /^\/2015-03-31\/functions\/(?<name>[^/]+)\/configuration$/, "GetFunctionConfiguration"],
  ["PUT", /^\/2015-03-31\/functions\/(?<name>[^/]+)\/configuration$/, "UpdateFunctionConfiguration"],
  ["GET", /^\/2015-03-31\/functions\/(?<name>[^/]+)\/versions$/, "ListVersionsByFunction"],
  ["GET", /^\/2020-06-30\/functions\/(?<name>[^/]+)\/code-signing-config$/, "GetFunctionCodeSigningConfig"],
  ["POST", /^\/2015-03-31\/event-source-mappings\/?$/, "CreateEventSourceMapping"],
  ["GET", /^\/2015-03-31\/event-source-mappings\/?$/, "ListEventSourceMappings"],
  ["GET", /^\/2015-03-31\/event-source-mappings\/(?<uuid>[^/]+)$/, "GetEventSourceMapping"],
  ["PUT", /^\/2015-03-31\/event-source-mappings\/(?<uuid>[^/]+)$/, "UpdateEventSourceMapping"],
  ["DELETE", /^\/2015-03-31\/event-source-mappings\/(?<uuid>[^/]+)$/, "DeleteEventSourceMapping"],
  ["GET", /^\/2017-03-31\/tags\/(?<arn>.+)$/, "ListTags"],
  ["POST", /^\/2017-03-31\/tags\/(?<arn>.+)$/, "TagResource"],
  ["DELETE", /^\/2017-03-31\/tags\/(?<arn>.+)$/, "UntagResource"],
];

const ANYTHING = ["*"];

function named(operations: string): ReadonlySet<string> {
  return new Set(operations.split(" "));
}

const SERVICES: Readonly<Record<string, Service>> = {
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
      "CreateCrawler CreateDatabase CreateJob CreateSecurityConfiguration CreateTable CreateTrigger DeleteCrawler DeleteDatabase DeleteJob DeleteSecurityConfiguration DeleteTable DeleteTrigger GetCrawler GetDatabase GetJob GetJobRun GetPartitionIndexes GetSecurityConfiguration GetTable GetTags GetTrigger StartCrawler StartJobRun TagResource UntagResource UpdateCrawler UpdateDatabase UpdateJob UpdateTable UpdateTrigger",
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
    operations: new Set(LAMBDA_CALLS.map(([, , operation]) => operation)),
    read: lambdaCall,
    resources: lambdaResources,
    context: ({ operation, parameters, place }): Readonly<Record<string, string>> => {
      const name = text(parameters["FunctionName"]);
      if (operation !== "CreateEventSourceMapping" || name === undefined) return {};
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
    operations: named("DeleteAlarms DescribeAlarms ListTagsForResource PutMetricAlarm TagResource UntagResource"),
    // Terraform's SDK writes forms, the one of JavaScript JSON.
    read: (request) => target(request) ?? query(request),
    resources: ({ parameters, place }) => {
      const tagged = text(parameters["ResourceARN"]);
      const names = Object.entries(parameters).flatMap(([name, value]) =>
        /^AlarmName(s|s\.member\.\d+)?$/.test(name) ? [value].flat().map(String) : [],
      );
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

/**
 * What a call needs that makes, reads, changes or destroys a resource: the action of its name, the right to tag when it
 * brings tags, and the right to pass the role that it gives to a service.
 *
 * @returns undefined for a service that is not known here
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function deploymentAccess(
  request: AwsCall,
  place: Place,
  workgroupOf: WorkgroupOf,
): readonly RequiredAction[] | undefined {
  // Everybody may ask who they are.
  if (request.service === "sts" && query(request)?.operation === "GetCallerIdentity") return [];
  const service = SERVICES[request.service];
  // Before its body is read: a put of records may have megabytes.
  if (request.operation !== "" && service?.operations.has(request.operation) !== true) return undefined;
  const read = service?.read(request);
  if (service === undefined || read === undefined || !service.operations.has(read.operation)) return undefined;
  const call = { ...read, place, workgroupOf };
  const context = service.context?.(call);
  const each = (action: string, resources: readonly string[]) =>
    resources.map((resource) => ({ action, resource, context }));
  return [
    ...each(`${service.prefix}:${call.operation}`, service.resources(call)),
    ...(service.tagging !== undefined && bringsTags(call)
      ? each(service.tagging, (service.tagged ?? service.resources)(call))
      : []),
    ...passedRoles(service, call),
  ];
}

function bringsTags({ operation, parameters }: Call): boolean {
  if (!/^(Create|Put)/.test(operation)) return false;
  return Object.entries(parameters).some(
    ([name, value]) => /^tags?(\.|$)/i.test(name) && (typeof value !== "object" || Object.keys(value ?? {}).length > 0),
  );
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
function passedRoles({ passes }: Service, { parameters }: Call): readonly RequiredAction[] {
  if (passes === undefined) return [];
  const [parameter, principal] = passes;
  const roles = new Set(textsNamed(parameters, parameter).filter((role) => role.startsWith("arn:aws:iam:")));
  return [...roles].map((resource) => ({
    action: "iam:PassRole",
    resource,
    context: { "iam:PassedToService": principal },
  }));
}

/** Every text that a member of that name has, however deep. */
function textsNamed(value: unknown, name: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    ...(key === name && typeof member === "string" ? [member] : []),
    ...textsNamed(member, name),
  ]);
}

/** Kinds of resources of Glue that an action on the catalogue is not about. */
const GLUE_KINDS = ["Crawler", "Job", "Trigger"] as const;

/** @see https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html */
function glueResources({ operation, parameters, place }: Omit<Call, "workgroupOf">): readonly string[] {
  const tagged = text(parameters["ResourceArn"]);
  if (tagged !== undefined) return [tagged];
  // A run is its job's.
  const kind = GLUE_KINDS.find((one) => operation.replace(/Run$/, "").endsWith(one));
  if (kind !== undefined) {
    // CreateCrawler has no resource type.
    if (operation === "CreateCrawler") return ANYTHING;
    const name = text(parameters["Name"] ?? parameters["JobName"]) ?? "";
    return [arn("glue", `${kind.toLowerCase()}/${name}`, place)];
  }
  if (operation.endsWith("SecurityConfiguration")) return ANYTHING;
  const input = (parameters["DatabaseInput"] ?? parameters["TableInput"] ?? {}) as { readonly Name?: string };
  const isTable = parameters["DatabaseName"] !== undefined;
  const name = text(parameters["TableName"] ?? parameters["Name"]) ?? input.Name ?? "";
  const database = text(parameters["DatabaseName"]) ?? name;
  const paths = ["catalog", `database/${database}`, ...(isTable ? [`table/${database}/${name}`] : [])];
  return paths.map((path) => arn("glue", path, place));
}

function target({ operation, ...message }: AwsCall) {
  return operation === "" ? undefined : { operation, parameters: jsonOf(message) };
}

function query(request: AwsCall) {
  const { Action: operation, ...parameters } = Object.fromEntries(formOf(request));
  return operation === undefined ? undefined : { operation, parameters };
}

/** Lake Formation: the path is the operation's name. */
function namedByPath(request: AwsCall) {
  const operation = /^\/(\w+)$/.exec(request.path)?.[1];
  return operation === undefined ? undefined : { operation, parameters: jsonOf(request) };
}

function lambdaCall(request: AwsCall) {
  const { pathname } = new URL(request.path, "http://lambda");
  for (const [method, path, operation] of LAMBDA_CALLS) {
    const match = method === request.method ? path.exec(pathname) : null;
    if (match === null) continue;
    const named = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    const body = request.method === "POST" || request.method === "PUT" ? jsonOf(request) : {};
    return { operation, parameters: { ...body, ...Object.fromEntries(named) } as Record<string, unknown> };
  }
  return undefined;
}

function lambdaResources({ operation, parameters, place }: Call): readonly string[] {
  const tagged = text(parameters["arn"]);
  if (tagged !== undefined) return [tagged];
  // Only the mapping's own ARN, and not its function's, is asked for; none is when it is made or listed.
  if (operation === "CreateEventSourceMapping" || operation === "ListEventSourceMappings") return ANYTHING;
  const uuid = text(parameters["uuid"]);
  if (uuid !== undefined) return [arn("lambda", `event-source-mapping:${uuid}`, place)];
  const name = text(parameters["name"] ?? parameters["FunctionName"]) ?? "";
  return [name.startsWith("arn:") ? name : arn("lambda", `function:${name}`, place)];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
