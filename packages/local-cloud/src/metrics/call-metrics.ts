import { shardOfIterator, streamName } from "../amendments/kinesis-streams";
import { jsonBody, type ServiceRequest, type ServiceResponse } from "../gateway/service-message";
import type { Measurement } from "./metric-store";

type Values = Readonly<Record<string, number>>;

const DYNAMODB_THROTTLES = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
]);
const DYNAMODB_WRITES = new Set(["BatchWriteItem", "DeleteItem", "PutItem", "TransactWriteItems", "UpdateItem"]);

/**
 * What a service counts of a call, whoever made it: put and throttled records of Kinesis and Firehose and their bytes, the
 * age of what a consumer reads, consumed units and throttled requests of DynamoDB, messages sent to a queue.
 *
 * Nothing of a message that cannot be read: who counts must not change what is answered.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
 * @see https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function callMetrics(request: ServiceRequest, response: ServiceResponse, now: number): readonly Measurement[] {
  try {
    return counted(request, response, now);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function counted(request: ServiceRequest, response: ServiceResponse, now: number): readonly Measurement[] {
  const measure = (namespace: string, dimensions: Readonly<Record<string, string>>, values: Values) =>
    Object.entries(values).map(([name, value]) => ({ namespace, name, dimensions, value, at: now }));
  switch (`${request.service}:${request.operation}`) {
    case "kinesis:PutRecord":
    case "kinesis:PutRecords":
      return measure("AWS/Kinesis", { StreamName: streamName(request) }, putRecords(request, response));
    case "kinesis:GetRecords": {
      const read = shardOfIterator(String(jsonBody(request)["ShardIterator"]));
      return read === undefined ? [] : measure("AWS/Kinesis", { StreamName: read.stream }, getRecords(response, now));
    }
    case "firehose:PutRecord":
    case "firehose:PutRecordBatch": {
      const name = String(jsonBody(request)["DeliveryStreamName"]);
      return measure("AWS/Firehose", { DeliveryStreamName: name }, directPut(request, response));
    }
    case "sqs:SendMessage":
    case "sqs:SendMessageBatch": {
      const url = String(jsonBody(request)["QueueUrl"]);
      const sent = messagesSent(response);
      return measure("AWS/SQS", { QueueName: url.slice(url.lastIndexOf("/") + 1) }, { NumberOfMessagesSent: sent });
    }
    default:
      return request.service === "dynamodb"
        ? measure("AWS/DynamoDB", { TableName: String(jsonBody(request)["TableName"]) }, itemCall(request, response))
        : [];
  }
}

/** Consumed units are known of a call that asks for them (`ReturnConsumedCapacity`), on one table. */
function itemCall(request: ServiceRequest, response: ServiceResponse): Values {
  if (DYNAMODB_THROTTLES.has(errorCode(response))) return throttled(request);
  if (response.status !== 200) return {};
  const { ConsumedCapacity: consumed } = jsonBody(response) as {
    readonly ConsumedCapacity?: { CapacityUnits?: number };
  };
  if (consumed?.CapacityUnits === undefined) return {};
  const kind = DYNAMODB_WRITES.has(request.operation) ? "ConsumedWriteCapacityUnits" : "ConsumedReadCapacityUnits";
  return { [kind]: consumed.CapacityUnits };
}

interface PutEntry {
  readonly Data?: string;
}

/** Bytes of the records that were taken: of each that the answer does not refuse. */
function takenBytes(records: readonly PutEntry[], outcomes: readonly { readonly ErrorCode?: string }[] = []): number {
  return records.reduce(
    (sum, { Data = "" }, index) =>
      sum + (outcomes[index]?.ErrorCode === undefined ? Buffer.byteLength(Data, "base64") : 0),
    0,
  );
}

function putRecords(request: ServiceRequest, response: ServiceResponse): Values {
  const body = jsonBody(request);
  const { Records: records = [body] } = body as { readonly Records?: readonly PutEntry[] };
  const { Records: outcomes } = answered(response) as { readonly Records?: readonly { readonly ErrorCode?: string }[] };
  const refused = response.status === 200 ? Number(jsonBody(response)["FailedRecordCount"] ?? 0) : records.length;
  const isThrottled = response.status === 200 || errorCode(response) === "ProvisionedThroughputExceededException";
  return {
    IncomingBytes: response.status === 200 ? takenBytes(records, outcomes) : 0,
    IncomingRecords: records.length - refused,
    ...(isThrottled && { WriteProvisionedThroughputExceeded: refused }),
  };
}

function getRecords(response: ServiceResponse, now: number): Values {
  if (response.status !== 200) {
    return { ReadProvisionedThroughputExceeded: 1 };
  }
  const { Records: records = [] } = jsonBody(response) as {
    readonly Records?: readonly (PutEntry & { readonly ApproximateArrivalTimestamp?: number })[];
  };
  const arrived = records.at(-1)?.ApproximateArrivalTimestamp;
  return {
    "GetRecords.Bytes": takenBytes(records),
    "GetRecords.Records": records.length,
    "GetRecords.IteratorAgeMilliseconds": arrived === undefined ? 0 : Math.max(0, now - arrived * 1000),
  };
}

function directPut(request: ServiceRequest, response: ServiceResponse): Values {
  const body = jsonBody(request) as { readonly Records?: readonly PutEntry[]; readonly Record?: PutEntry };
  const records = body.Records ?? [body.Record ?? {}];
  const { RequestResponses: outcomes } = answered(response) as {
    readonly RequestResponses?: readonly { readonly ErrorCode?: string }[];
  };
  const refused = response.status === 200 ? Number(jsonBody(response)["FailedPutCount"] ?? 0) : records.length;
  const isThrottled = response.status === 200 || errorCode(response) === "ServiceUnavailableException";
  return {
    IncomingBytes: response.status === 200 ? takenBytes(records, outcomes) : 0,
    IncomingRecords: records.length - refused,
    ...(isThrottled && { ThrottledRecords: refused }),
  };
}

function throttled({ operation }: ServiceRequest): Values {
  const kind = DYNAMODB_WRITES.has(operation) ? "WriteThrottleEvents" : "ReadThrottleEvents";
  return { ThrottledRequests: 1, [kind]: 1 };
}

function messagesSent(response: ServiceResponse): number {
  if (response.status !== 200) return 0;
  const { Successful: sent } = jsonBody(response) as { readonly Successful?: readonly object[] };
  return sent?.length ?? 1;
}

function answered(response: ServiceResponse): Record<string, unknown> {
  return response.status === 200 ? jsonBody(response) : {};
}

function errorCode(response: ServiceResponse): string {
  if (response.status === 200 || response.status === 0) return "";
  const type = jsonBody(response)["__type"];
  return typeof type === "string" ? type.slice(type.lastIndexOf("#") + 1) : "";
}
