import { jsonBody, type ServiceRequest } from "../gateway/service-message";
import type { Access } from "./decision";

/** Whose resources a call names. */
export interface Account {
  readonly accountId: string;
  readonly region: string;
}

type Required = (request: ServiceRequest, account: Account) => readonly Access[];

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
  "firehose:PutRecord": firehose("PutRecord"),
  "firehose:PutRecordBatch": firehose("PutRecordBatch"),
  "sqs:GetQueueUrl": sqs("GetQueueUrl"),
  "sqs:SendMessage": sqs("SendMessage"),
  "sqs:SendMessageBatch": sqs("SendMessage"),
};

/**
 * Every action that the caller must be allowed for a call.
 *
 * @returns undefined for a call that is not known here: it must not be let through
 */
export function requiredAccess(request: ServiceRequest, account: Account): readonly Access[] | undefined {
  if (request.service === "s3") return s3(request);
  return REQUIRED[`${request.service}:${request.operation}`]?.(request, account);
}

function dynamodb(action: string): Required {
  return (request, account) => {
    const { TableName: table, RequestItems: items } = jsonBody(request);
    const tables = typeof table === "string" ? [table] : Object.keys(Object(items) as object);
    return tables.map((name) => access(`dynamodb:${action}`, arn("dynamodb", `table/${afterSlash(name)}`, account)));
  };
}

function firehose(action: string): Required {
  return (request, account) => {
    const name = String(jsonBody(request)["DeliveryStreamName"]);
    return [access(`firehose:${action}`, arn("firehose", `deliverystream/${name}`, account))];
  };
}

function sqs(action: string): Required {
  return (request, account) => {
    const { QueueUrl: url, QueueName: name } = jsonBody(request);
    return [access(`sqs:${action}`, arn("sqs", afterSlash(String(url ?? name)), account))];
  };
}

/** Calls of an object by its path, as `PUT /bucket/key`; those with a sub-resource in the query need other actions. */
function s3({ method, path }: ServiceRequest): readonly Access[] | undefined {
  const { pathname, searchParams } = new URL(path, "http://s3");
  const [bucket = "", ...key] = pathname.slice(1).split("/").map(decodeURIComponent);
  const parameters = [...searchParams.keys()].filter((name) => name !== "x-id");
  if (bucket === "" || key.join("/") === "" || parameters.length > 0) return undefined;
  const action = { GET: "s3:GetObject", HEAD: "s3:GetObject", PUT: "s3:PutObject", DELETE: "s3:DeleteObject" }[method];
  return action === undefined ? undefined : [access(action, `arn:aws:s3:::${bucket}/${key.join("/")}`)];
}

/** Everything here is asked over TLS on AWS; the gateway speaks plain HTTP on this machine only. */
function access(action: string, resource: string): Access {
  return { action, resource, context: { "aws:SecureTransport": "true" } };
}

function arn(service: string, resource: string, { accountId, region }: Account): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** The name at the end of an ARN or URL. */
function afterSlash(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1);
}
