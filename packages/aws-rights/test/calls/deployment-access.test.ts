import type { AwsCall } from "../../src";
import { requiredAccess } from "../../src/calls/required-access";
import { formCall, pathCall, targetCall } from "../aws-calls";

const PLACE = { accountId: "111111111111", region: "eu-central-1" };
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:111111111111:${resource}`;
const ROLE = "arn:aws:iam::111111111111:role/lake-delivery";
const FACTS = {
  keyOf: () => undefined,
  workgroupOf: (query: string) => (query === "1" ? "queries" : undefined),
  streamOf: () => undefined,
};

function needed(request: AwsCall): readonly string[] | undefined {
  return requiredAccess(request, PLACE, FACTS)?.map(({ action, resource }) => `${action} on ${resource}`);
}

test.each([
  [
    targetCall("athena", "CreateNamedQuery", { Name: "q", WorkGroup: "queries" }),
    ["athena:CreateNamedQuery", arn("athena", "workgroup/queries")],
  ],
  [
    targetCall("athena", "GetNamedQuery", { NamedQueryId: "1" }),
    ["athena:GetNamedQuery", arn("athena", "workgroup/queries")],
  ],
  [
    targetCall("athena", "CreateWorkGroup", { Name: "queries" }),
    ["athena:CreateWorkGroup", arn("athena", "workgroup/queries")],
  ],
  [
    targetCall("dynamodb", "DescribeTable", { TableName: "log" }),
    ["dynamodb:DescribeTable", arn("dynamodb", "table/log")],
  ],
  [targetCall("events", "PutTargets", { Rule: "fails" }), ["events:PutTargets", arn("events", "rule/fails")]],
  [
    targetCall("firehose", "DescribeDeliveryStream", { DeliveryStreamName: "raw" }),
    ["firehose:DescribeDeliveryStream", arn("firehose", "deliverystream/raw")],
  ],
  [targetCall("glue", "GetJob", { JobName: "curation" }), ["glue:GetJob", arn("glue", "job/curation")]],
  [targetCall("glue", "StartJobRun", { JobName: "curation" }), ["glue:StartJobRun", arn("glue", "job/curation")]],
  [targetCall("glue", "GetJobRun", { JobName: "curation" }), ["glue:GetJobRun", arn("glue", "job/curation")]],
  [targetCall("glue", "GetJobRuns", { JobName: "curation" }), ["glue:GetJobRuns", arn("glue", "job/curation")]],
  [targetCall("glue", "StopTrigger", { Name: "nightly" }), ["glue:StopTrigger", arn("glue", "trigger/nightly")]],
  [targetCall("glue", "StartCrawler", { Name: "tables" }), ["glue:StartCrawler", arn("glue", "crawler/tables")]],
  [targetCall("glue", "GetSecurityConfiguration", { Name: "curation" }), ["glue:GetSecurityConfiguration", "*"]],
  [
    targetCall("glue", "GetTags", { ResourceArn: arn("glue", "job/curation") }),
    ["glue:GetTags", arn("glue", "job/curation")],
  ],
  [formCall("iam", { Action: "PutRolePolicy", RoleName: "lake-delivery" }), ["iam:PutRolePolicy", ROLE]],
  [formCall("iam", { Action: "GetUser" }), ["iam:GetUser", "arn:aws:iam::111111111111:user/*"]],
  [
    targetCall("kinesis", "UpdateShardCount", { StreamARN: arn("kinesis", "stream/events") }),
    ["kinesis:UpdateShardCount", arn("kinesis", "stream/events")],
  ],
  [targetCall("kinesis", "DescribeLimits", {}), ["kinesis:DescribeLimits", "*"]],
  [targetCall("kms", "ScheduleKeyDeletion", { KeyId: "k" }), ["kms:ScheduleKeyDeletion", arn("kms", "key/k")]],
  [pathCall("lakeformation", "POST", "/GrantPermissions", {}), ["lakeformation:GrantPermissions", "*"]],
  [
    pathCall("lambda", "GET", "/2015-03-31/functions/deduplicator?Qualifier=1"),
    ["lambda:GetFunction", arn("lambda", "function:deduplicator")],
  ],
  [
    pathCall("lambda", "GET", `/2017-03-31/tags/${encodeURIComponent(arn("lambda", "function:f"))}`),
    ["lambda:ListTags", arn("lambda", "function:f")],
  ],
  [
    pathCall("lambda", "POST", "/2015-03-31/functions/deduplicator/invocations", {}),
    ["lambda:InvokeFunction", arn("lambda", "function:deduplicator")],
  ],
  [
    pathCall("lambda", "DELETE", "/2015-03-31/event-source-mappings/u"),
    ["lambda:DeleteEventSourceMapping", arn("lambda", "event-source-mapping:u")],
  ],
  [
    targetCall("logs", "CreateLogStream", { logGroupName: "/g", logStreamName: "s" }),
    ["logs:CreateLogStream", arn("logs", "log-group:/g:log-stream:s")],
  ],
  [targetCall("logs", "DescribeLogGroups", {}), ["logs:DescribeLogGroups", "*"]],
  [
    formCall("monitoring", { Action: "PutDashboard", DashboardName: "lake-overview" }),
    ["cloudwatch:PutDashboard", "arn:aws:cloudwatch::111111111111:dashboard/lake-overview"],
  ],
  [
    formCall("monitoring", { Action: "DeleteDashboards", "DashboardNames.member.1": "lake-overview" }),
    ["cloudwatch:DeleteDashboards", "arn:aws:cloudwatch::111111111111:dashboard/lake-overview"],
  ],
  [
    targetCall("monitoring", "DescribeAlarms", { AlarmNamePrefix: "lake-" }),
    ["cloudwatch:DescribeAlarms", arn("cloudwatch", "alarm:*")],
  ],
  [
    targetCall("monitoring", "DescribeAlarms", { AlarmNames: ["late"] }),
    ["cloudwatch:DescribeAlarms", arn("cloudwatch", "alarm:late")],
  ],
  [
    formCall("monitoring", { Action: "PutMetricAlarm", AlarmName: "late" }),
    ["cloudwatch:PutMetricAlarm", arn("cloudwatch", "alarm:late")],
  ],
  [
    formCall("sns", { Action: "Unsubscribe", SubscriptionArn: arn("sns", "alarms:1") }),
    ["sns:Unsubscribe", arn("sns", "alarms")],
  ],
  [formCall("sns", { Action: "CreateTopic", Name: "alarms" }), ["sns:CreateTopic", arn("sns", "alarms")]],
  [
    targetCall("sqs", "SetQueueAttributes", { QueueUrl: "http://127.0.0.1/111111111111/dlq" }),
    ["sqs:SetQueueAttributes", arn("sqs", "dlq")],
  ],
  [pathCall("s3", "PUT", "/lake"), ["s3:CreateBucket", "arn:aws:s3:::lake"]],
  [pathCall("s3", "GET", "/lake?lifecycle"), ["s3:GetLifecycleConfiguration", "arn:aws:s3:::lake"]],
  [pathCall("s3", "DELETE", "/lake?encryption"), ["s3:PutEncryptionConfiguration", "arn:aws:s3:::lake"]],
  [pathCall("s3", "DELETE", "/lake?policy"), ["s3:DeleteBucketPolicy", "arn:aws:s3:::lake"]],
  [pathCall("s3", "GET", "/lake?versions&prefix=a"), ["s3:ListBucketVersions", "arn:aws:s3:::lake"]],
  [pathCall("s3", "GET", "/lake/a?tagging"), ["s3:GetObjectTagging", "arn:aws:s3:::lake/a"]],
])("%#: a call needs the action of its name on what it names", (request, [action, resource]) => {
  expect(needed(request)).toEqual([`${action ?? ""} on ${resource ?? ""}`]);
});

test("a table of the catalogue is asked for with its database and the catalogue", () => {
  expect(needed(targetCall("glue", "DeleteTable", { DatabaseName: "raw", Name: "t" }))).toEqual(
    ["catalog", "database/raw", "table/raw/t"].map((path) => `glue:DeleteTable on ${arn("glue", path)}`),
  );
  expect(needed(targetCall("glue", "CreateDatabase", { DatabaseInput: { Name: "raw" } }))).toEqual(
    ["catalog", "database/raw"].map((path) => `glue:CreateDatabase on ${arn("glue", path)}`),
  );
});

test("an alias is asked for with its key", () => {
  expect(needed(targetCall("kms", "CreateAlias", { AliasName: "alias/lake", TargetKeyId: "k" }))).toEqual([
    `kms:CreateAlias on ${arn("kms", "alias/lake")}`,
    `kms:CreateAlias on ${arn("kms", "key/k")}`,
  ]);
});

test("who creates with tags may tag, and who creates without need not", () => {
  expect(needed(targetCall("dynamodb", "CreateTable", { TableName: "log", Tags: [{ Key: "a", Value: "b" }] }))).toEqual(
    [
      `dynamodb:CreateTable on ${arn("dynamodb", "table/log")}`,
      `dynamodb:TagResource on ${arn("dynamodb", "table/log")}`,
    ],
  );
  expect(needed(formCall("iam", { Action: "CreateRole", RoleName: "r", "Tags.member.1.Key": "a" }))).toHaveLength(2);
  expect(needed(targetCall("dynamodb", "CreateTable", { TableName: "log", Tags: [] }))).toHaveLength(1);
});

test.each([
  [
    targetCall("firehose", "CreateDeliveryStream", {
      DeliveryStreamName: "raw",
      ExtendedS3DestinationConfiguration: { RoleARN: ROLE, S: { RoleARN: ROLE } },
    }),
    "firehose",
  ],
  [targetCall("glue", "CreateJob", { Name: "curation", Role: ROLE }), "glue"],
  [pathCall("lambda", "POST", "/2015-03-31/functions", { FunctionName: "f", Role: ROLE }), "lambda"],
  [pathCall("lakeformation", "POST", "/RegisterResource", { RoleArn: ROLE }), "lakeformation"],
])("%#: who gives a role to a service may pass it to that service, each once", (request, service) => {
  const passed = requiredAccess(request, PLACE, FACTS)?.filter(({ action }) => action === "iam:PassRole");

  expect(passed).toMatchObject([{ resource: ROLE, context: { "iam:PassedToService": `${service}.amazonaws.com` } }]);
});

test.each([
  [
    targetCall("glue", "CreateCrawler", { Name: "raw", Tags: { a: "b" } }),
    "glue:TagResource",
    arn("glue", "crawler/raw"),
  ],
  [targetCall("kms", "CreateKey", { Tags: [{ TagKey: "a" }] }), "kms:TagResource", arn("kms", "key/new")],
  [
    pathCall("lambda", "POST", "/2015-03-31/event-source-mappings/", { FunctionName: "f", Tags: { a: "b" } }),
    "lambda:TagResource",
    arn("lambda", "event-source-mapping:new"),
  ],
])("%#: what has no name yet is tagged as what it will be", (request, action, resource) => {
  expect(needed(request)).toContain(`${action} on ${resource}`);
});

test("the boundary that a role is made with, and the function of a mapping, can be conditions", () => {
  const boundary = "arn:aws:iam::111111111111:policy/boundary";
  const contexts = (request: AwsCall) => requiredAccess(request, PLACE, FACTS)?.map(({ context }) => context);

  expect(
    contexts(formCall("iam", { Action: "CreateRole", RoleName: "r", PermissionsBoundary: boundary })),
  ).toMatchObject([{ "iam:PermissionsBoundary": boundary }]);
  expect(
    contexts(pathCall("lambda", "POST", "/2015-03-31/event-source-mappings/", { FunctionName: "f" })),
  ).toMatchObject([{ "lambda:FunctionArn": arn("lambda", "function:f") }]);
});

test("everybody may ask who they are", () => {
  expect(needed(formCall("sts", { Action: "GetCallerIdentity" }))).toEqual([]);
});

test("a call that is not known needs what nobody can have", () => {
  expect(needed(targetCall("ec2", "RunInstances", {}))).toBeUndefined();
  expect(needed(targetCall("kinesis", "SplitShard", { StreamName: "events" }))).toBeUndefined();
  expect(needed(pathCall("lambda", "PATCH", "/2015-03-31/functions/f"))).toBeUndefined();
});
