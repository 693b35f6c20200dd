import { jsonOf, type AwsCall } from "../aws-call";
import { access, arn, type Access, type KeyAction, type Place, type RequiredAction } from "../access";
import { deploymentAccess } from "./deployment-access";
import { s3Access } from "./s3-access";
import type { WorkgroupOf } from "./service-calls";

/** ARN of the customer key that encrypts a resource; undefined without one. */
export type KeyOf = (resourceArn: string) => string | undefined;

/** What a call does not say, and whoever saw the deployment knows. */
export interface DeployedFacts {
  readonly keyOf: KeyOf;
  readonly workgroupOf: WorkgroupOf;
  readonly streamOf: StreamOf;
}

/** Name or ARN of the stream that a shard iterator reads; undefined for one that says nothing. AWS's own are opaque. */
export type StreamOf = (shardIterator: string) => string | undefined;

type Required = (request: AwsCall, place: Place, facts: DeployedFacts) => readonly RequiredAction[];

const READ: readonly KeyAction[] = ["kms:Decrypt"];
const WRITE: readonly KeyAction[] = ["kms:GenerateDataKey"];
const READ_AND_WRITE: readonly KeyAction[] = ["kms:Decrypt", "kms:GenerateDataKey"];

/**
 * What each call needs, by service and operation. The actions are those of the service authorization reference, which are
 * not always named after the operation (`SendMessageBatch` needs `sqs:SendMessage`).
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const REQUIRED: Readonly<Record<string, Required>> = {
  "dynamodb:BatchGetItem": dynamodb("BatchGetItem"),
  "dynamodb:DeleteItem": dynamodb("DeleteItem"),
  "dynamodb:GetItem": dynamodb("GetItem"),
  "dynamodb:PutItem": dynamodb("PutItem"),
  "dynamodb:Query": dynamodb("Query"),
  "dynamodb:UpdateItem": dynamodb("UpdateItem"),
  // A delivery stream uses the key by the grant that its creator made, not as its caller.
  "firehose:PutRecord": firehose("PutRecord"),
  "firehose:PutRecordBatch": firehose("PutRecordBatch"),
  "glue:BatchCreatePartition": glueTable("BatchCreatePartition"),
  "glue:CreateTable": glueTable("CreateTable"),
  "glue:GetDatabases": (_, place) => [{ action: "glue:GetDatabases", resource: arn("glue", "catalog", place) }],
  "glue:GetPartitions": glueTable("GetPartitions"),
  "glue:GetTable": glueTable("GetTable"),
  "glue:GetTables": glueTable("GetTables"),
  "glue:UpdateTable": glueTable("UpdateTable"),
  "kinesis:GetRecords": kinesis("GetRecords", READ),
  "kinesis:GetShardIterator": kinesis("GetShardIterator"),
  "kinesis:ListShards": kinesis("ListShards"),
  "kinesis:PutRecord": kinesis("PutRecord", WRITE),
  "kinesis:PutRecords": kinesis("PutRecords", WRITE),
  // Neither has a resource type. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  "monitoring:GetMetricData": () => [{ action: "cloudwatch:GetMetricData", resource: "*" }],
  "monitoring:PutMetricData": () => [{ action: "cloudwatch:PutMetricData", resource: "*" }],
  "sqs:DeleteMessage": sqs("DeleteMessage"),
  "sqs:DeleteMessageBatch": sqs("DeleteMessage"),
  "sqs:GetQueueUrl": sqs("GetQueueUrl"),
  "sqs:ReceiveMessage": sqs("ReceiveMessage", READ),
  "sqs:SendMessage": sqs("SendMessage", READ_AND_WRITE),
  "sqs:SendMessageBatch": sqs("SendMessage", READ_AND_WRITE),
};

/**
 * Every access that the caller must be allowed for a call.
 *
 * @returns undefined for a call that is not known here: it must not be let through
 */
export function requiredAccess(request: AwsCall, place: Place, facts: DeployedFacts): readonly Access[] | undefined {
  const known = REQUIRED[`${request.service}:${request.operation}`];
  const actions =
    request.service === "s3"
      ? s3Access(request)
      : (known?.(request, place, facts) ?? deploymentAccess(request, place, facts.workgroupOf));
  return actions?.flatMap((required) => [access(required), ...onKey(required, request, place, facts.keyOf)]);
}

/** The service uses the key in the caller's name. @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
function onKey(required: RequiredAction, { service }: AwsCall, place: Place, keyOf: KeyOf): readonly Access[] {
  const { resource, onKey: actions = [] } = required;
  const key = actions.length === 0 ? undefined : keyOf(resource);
  if (key === undefined) return [];
  const context = {
    "kms:CallerAccount": place.accountId,
    "kms:ViaService": `${service}.${place.region}.amazonaws.com`,
  };
  return actions.map((action) => access({ action, resource: key, context }));
}

function dynamodb(action: string): Required {
  return (request, place) => {
    const { TableName: table, RequestItems: items } = jsonOf(request);
    const tables = typeof table === "string" ? [table] : Object.keys(Object(items) as object);
    return tables.map((name) => ({
      action: `dynamodb:${action}`,
      resource: arn("dynamodb", `table/${afterSlash(name)}`, place),
      onKey: READ,
    }));
  };
}

function firehose(action: string): Required {
  return (request, place) => {
    const name = String(jsonOf(request)["DeliveryStreamName"]);
    return [{ action: `firehose:${action}`, resource: arn("firehose", `deliverystream/${name}`, place) }];
  };
}

/** Every call names its table in one of these ways. */
interface GlueTableCall {
  readonly DatabaseName?: string;
  readonly TableName?: string;
  readonly Name?: string;
  readonly TableInput?: { readonly Name?: string };
}

/** The action on the catalogue, the database and the table. @see https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html */
function glueTable(action: string): Required {
  return (request, place) => {
    const call = jsonOf(request) as GlueTableCall;
    const { DatabaseName: database = "" } = call;
    const table = call.TableName ?? call.Name ?? call.TableInput?.Name ?? "";
    return ["catalog", `database/${database}`, `table/${database}/${table}`].map((resource) => ({
      action: `glue:${action}`,
      resource: arn("glue", resource, place),
    }));
  };
}

interface KinesisCall {
  readonly StreamName?: string;
  readonly StreamARN?: string;
  readonly ShardIterator?: string;
}

function kinesis(action: string, onStreamKey: readonly KeyAction[] = []): Required {
  return (request, place, { streamOf }) => {
    const call = jsonOf(request) as KinesisCall;
    // GetRecords need not name the stream: the iterator knows it.
    const stream = call.StreamName ?? call.StreamARN ?? streamOf(call.ShardIterator ?? "") ?? "";
    const resource = arn("kinesis", `stream/${afterSlash(stream)}`, place);
    return [{ action: `kinesis:${action}`, resource, onKey: onStreamKey }];
  };
}

function sqs(action: string, onQueueKey: readonly KeyAction[] = []): Required {
  return (request, place) => {
    const { QueueUrl: url, QueueName: name } = jsonOf(request);
    return [
      { action: `sqs:${action}`, resource: arn("sqs", afterSlash(String(url ?? name)), place), onKey: onQueueKey },
    ];
  };
}

/** The name at the end of an ARN or URL. */
function afterSlash(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1);
}
