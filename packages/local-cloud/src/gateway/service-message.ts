import type { IncomingHttpHeaders } from "node:http";

/** A request to an AWS service, whole, whichever HTTP version it came by. */
export interface ServiceRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Signing name of the service, for example `kinesis`; empty when the request is not signed. */
  readonly service: string;
  /** Operation named by the X-Amz-Target header, for example `PutRecords`; empty for the services that use paths. */
  readonly operation: string;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** In an answer's place: the connection is closed, and the caller never learns what became of the request. */
export const CONNECTION_CUT: ServiceResponse = { status: 0, headers: {}, body: Buffer.alloc(0) };

/** Passes a request on: to the amendments, or to the emulator. */
export type Forward = (request: ServiceRequest) => Promise<ServiceResponse>;

/**
 * Reads service and operation from a request's headers.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function serviceRequest(
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): ServiceRequest {
  const scope = /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "");
  const target = headers["x-amz-target"];
  const operation = typeof target === "string" ? target.slice(target.lastIndexOf(".") + 1) : "";
  return { method, path, headers, body, service: scope?.[1] ?? "", operation };
}

/** Names of the APIs in X-Amz-Target, by service. */
const APIS: Readonly<Record<string, string>> = {
  athena: "AmazonAthena",
  dynamodb: "DynamoDB_20120810",
  firehose: "Firehose_20150804",
  glue: "AWSGlue",
  kinesis: "Kinesis_20131202",
};

/** Another call of a request's service, by the same caller. */
export function otherCall(request: ServiceRequest, operation: string, body: object): ServiceRequest {
  const headers = { ...request.headers, "x-amz-target": `${APIS[request.service] ?? ""}.${operation}` };
  return { ...request, operation, headers, body: Buffer.from(JSON.stringify(body)) };
}

/** @throws SyntaxError when the body is not JSON */
export function jsonBody(message: { readonly body: Buffer }): Record<string, unknown> {
  if (message.body.length === 0) return {};
  return JSON.parse(message.body.toString("utf8")) as Record<string, unknown>;
}

export function jsonResponse(body: unknown, status = 200): ServiceResponse {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** An error in the form that the SDKs of all JSON services read. */
export function errorResponse(code: string, message: string, status = 400): ServiceResponse {
  const response = jsonResponse({ __type: code, message, Message: message }, status);
  return { ...response, headers: { ...response.headers, "x-amzn-errortype": code } };
}

/** Services that answer in XML, but for calls that name their operation in a header; all others do in JSON. */
const XML_SERVICES = new Set(["cloudwatch", "iam", "monitoring", "s3", "sns", "sts"]);

/** An error in the form that the SDKs of the request's service read. */
export function errorAnswer(request: ServiceRequest, code: string, message: string, status: number): ServiceResponse {
  if (request.operation !== "" || !XML_SERVICES.has(request.service)) return errorResponse(code, message, status);
  const escaped = message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const error = `<Error><Code>${code}</Code><Message>${escaped}</Message></Error>`;
  return {
    status,
    headers: { "content-type": "application/xml" },
    body: Buffer.from(request.service === "s3" ? error : `<ErrorResponse>${error}</ErrorResponse>`),
  };
}
