import { serviceRequest, type ServiceRequest, type ServiceResponse } from "../../src/gateway/service-message";

/** Headers of a request that is signed for a service. */
export function signedFor(service: string): { authorization: string } {
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=test/20261124/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  };
}

/** A call of a service whose operations are named by a header, for example Kinesis. */
export function targetCall(service: string, operation: string, body: unknown = {}): ServiceRequest {
  const headers = { ...signedFor(service), "x-amz-target": `${service}.${operation}` };
  return serviceRequest("POST", "/", headers, Buffer.from(JSON.stringify(body)));
}

/** A call of a service whose operations are paths, for example Lambda. */
export function pathCall(service: string, method: string, path: string, body?: unknown): ServiceRequest {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
  return serviceRequest(method, path, signedFor(service), bytes);
}

/** The JSON of a request or response. */
export function json(message: { readonly body: Buffer } | undefined): unknown {
  return JSON.parse(message?.body.toString("utf8") ?? "null") as unknown;
}

/** An emulator that gives the same answer to everything, or an answer by request, and keeps what it was asked. */
export function fakeEmulator(answer: (request: ServiceRequest) => ServiceResponse) {
  const asked: ServiceRequest[] = [];
  return {
    asked,
    forward: (request: ServiceRequest): Promise<ServiceResponse> => {
      asked.push(request);
      return Promise.resolve(answer(request));
    },
  };
}
