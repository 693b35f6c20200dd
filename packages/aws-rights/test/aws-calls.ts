import type { AwsCall } from "../src";

/** A call by its path. @param body text, or what is sent as JSON */
export function pathCall(
  service: string,
  method: string,
  path: string,
  body: object | string = "",
  headers: AwsCall["headers"] = {},
): AwsCall {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { method, path, headers, body: new TextEncoder().encode(text), service, operation: "" };
}

/** A call of a service whose operations are named by a header, for example Kinesis. */
export function targetCall(service: string, operation: string, body: object = {}): AwsCall {
  return { ...pathCall(service, "POST", "/", body), operation };
}

/** A call of a service that is sent forms, for example IAM. */
export function formCall(service: string, form: Readonly<Record<string, string>>): AwsCall {
  return pathCall(service, "POST", "/", new URLSearchParams(form).toString());
}
