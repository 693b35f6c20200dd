import { arn } from "../access";
import { jsonOf, type AwsCall } from "../aws-call";
import { ANYTHING, text, type Call } from "./service-calls";

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
  ["POST", /^\/2015-03-31\/functions\/(?<name>[^/]+)\/invocations$/, "InvokeFunction"],
  ["POST", /^\/2015-03-31\/event-source-mappings\/?$/, "CreateEventSourceMapping"],
  ["GET", /^\/2015-03-31\/event-source-mappings\/?$/, "ListEventSourceMappings"],
  ["GET", /^\/2015-03-31\/event-source-mappings\/(?<uuid>[^/]+)$/, "GetEventSourceMapping"],
  ["PUT", /^\/2015-03-31\/event-source-mappings\/(?<uuid>[^/]+)$/, "UpdateEventSourceMapping"],
  ["DELETE", /^\/2015-03-31\/event-source-mappings\/(?<uuid>[^/]+)$/, "DeleteEventSourceMapping"],
  ["GET", /^\/2017-03-31\/tags\/(?<arn>.+)$/, "ListTags"],
  ["POST", /^\/2017-03-31\/tags\/(?<arn>.+)$/, "TagResource"],
  ["DELETE", /^\/2017-03-31\/tags\/(?<arn>.+)$/, "UntagResource"],
];

export const LAMBDA_OPERATIONS: ReadonlySet<string> = new Set(LAMBDA_CALLS.map(([, , operation]) => operation));

/** The operation is the method and the path. */
export function lambdaCall(request: AwsCall) {
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

export function lambdaResources({ operation, parameters, place }: Call): readonly string[] {
  const tagged = text(parameters["arn"]);
  if (tagged !== undefined) return [tagged];
  // Only the mapping's own ARN, and not its function's, is asked for; none is when it is made or listed.
  if (operation === "CreateEventSourceMapping" || operation === "ListEventSourceMappings") return ANYTHING;
  const uuid = text(parameters["uuid"]);
  if (uuid !== undefined) return [arn("lambda", `event-source-mapping:${uuid}`, place)];
  const name = text(parameters["name"] ?? parameters["FunctionName"]) ?? "";
  return [name.startsWith("arn:") ? name : arn("lambda", `function:${name}`, place)];
}
