import { streamOfIterator } from "../amendments/kinesis-streams";
import { jsonBody, type ServiceRequest } from "../gateway/service-message";
import type { Access } from "./decision";
import { s3Access } from "./s3-access";

/** Whose resources a call names. */
export interface Place {
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
}

/** What a caller needs of a resource, and of the key that encrypts it. */
export interface RequiredAction {
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  /** Condition keys of the action. @default - only those of every call */
  readonly context?: Readonly<Record<string, string>>;
  /** Actions on the customer key, when one encrypts the resource. @default - none */
  readonly onKey?: readonly KeyAction[];
}

export type KeyAction = "kms:Decrypt" | "kms:GenerateDataKey";

/** ARN of the customer key that encrypts a resource; undefined without one. */
export type KeyOf = (resourceArn: string) => string | undefined;

type Required = (request: ServiceRequest, place: Place) => readonly RequiredAction[];

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
  "glue:GetPartitions": glueTable("GetPartitions"),
  "glue:GetTable": glueTable("GetTable"),
  "glue:UpdateTable": glueTable("UpdateTable"),
  "kinesis:GetRecords": kinesis("GetRecords", READ),
  "kinesis:GetShardIterator": kinesis("GetShardIterator"),
  "kinesis:ListShards": kinesis("ListShards"),
  "kinesis:PutRecord": kinesis("PutRecord", WRITE),
  "kinesis:PutRecords": kinesis("PutRecords", WRITE),
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
export function requiredAccess(request: ServiceRequest, place: Place, keyOf: KeyOf): readonly Access[] | undefined {
  const actions =
    request.service === "s3"
      ? s3Access(request)
      : REQUIRED[`${request.service}:${request.operation}`]?.(request, place);
  return actions?.flatMap((required) => [access(required), ...onKey(required, request, place, keyOf)]);
}

/** Everything is asked over TLS on AWS; the gateway speaks plain HTTP on this machine only. */
export function access({ action, resource, context }: RequiredAction): Access {
  return { action, resource, context: { "aws:SecureTransport": "true", ...context } };
}

/** The service uses the key in the caller's name. @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
function onKey(required: RequiredAction, { service }: ServiceRequest, place: Place, keyOf: KeyOf): readonly Access[] {
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
    const { TableName: table, RequestItems: items } = jsonBody(request);
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
    const name = String(jsonBody(request)["DeliveryStreamName"]);
    return [{ action: `firehose:${action}`, resource: arn("firehose", `deliverystream/${name}`, place) }];
  };
}

/** The action on the catalogue, the database and the table. @see https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html */
function glueTable(action: string): Required {
  return (request, place) => {
    const { DatabaseName: database, Name, TableName, TableInput } = jsonBody(request);
    const { Name: inputName } = Object(TableInput) as { readonly Name?: string };
    const table = String(TableName ?? Name ?? inputName);
    return ["catalog", `database/${String(database)}`, `table/${String(database)}/${table}`].map((resource) => ({
      action: `glue:${action}`,
      resource: arn("glue", resource, place),
    }));
  };
}

function kinesis(action: string, onStreamKey: readonly KeyAction[] = []): Required {
  return (request, place) => {
    const { StreamName: name, StreamARN: streamArn, ShardIterator: iterator } = jsonBody(request);
    // GetRecords need not name the stream: the iterator knows it.
    const stream = name ?? (streamArn && afterSlash(String(streamArn))) ?? streamOfIterator(String(iterator));
    const resource = arn("kinesis", `stream/${String(stream)}`, place);
    return [{ action: `kinesis:${action}`, resource, onKey: onStreamKey }];
  };
}

function sqs(action: string, onQueueKey: readonly KeyAction[] = []): Required {
  return (request, place) => {
    const { QueueUrl: url, QueueName: name } = jsonBody(request);
    return [
      { action: `sqs:${action}`, resource: arn("sqs", afterSlash(String(url ?? name)), place), onKey: onQueueKey },
    ];
  };
}

export function arn(service: string, resource: string, { accountId, region }: Place): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** The name at the end of an ARN or URL. */
function afterSlash(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1);
}
