import { jsonBody, type ServiceRequest } from "../gateway/service-message";

/** One record of a PutRecordBatch or PutRecords, as it comes over the wire: base64. */
export interface WireRecord {
  readonly Data: string;
}

/**
 * Trace id of the invocation that sent a request; undefined when no function did. Only functions are made to suffer:
 * Terraform and the reader of the result share the gateway with them.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime `_X_AMZN_TRACE_ID`
 */
export function traceIdOf(request: ServiceRequest): string | undefined {
  const header = request.headers["x-amzn-trace-id"];
  return typeof header === "string" && header !== "" ? header : undefined;
}

/** Whether a function delivers with this request. */
export function isDelivery(request: ServiceRequest): boolean {
  return request.service === "firehose" && request.operation === "PutRecordBatch" && traceIdOf(request) !== undefined;
}

/** Whether a function works on items of a table with this request. */
export function isItemRequest(request: ServiceRequest): boolean {
  return request.service === "dynamodb" && traceIdOf(request) !== undefined;
}

export function wireRecords(request: ServiceRequest): readonly WireRecord[] {
  return (jsonBody(request) as { readonly Records?: readonly WireRecord[] }).Records ?? [];
}
