import type { Place, RequiredAction } from "../access";
import type { AwsCall } from "../aws-call";
import { SERVICES } from "./deployed-services";
import { query, type Call, type Service, type WorkgroupOf } from "./service-calls";

/**
 * What a call needs that makes, reads, changes or destroys a resource: the action of its name, the right to tag when it
 * brings tags, and the right to pass the role that it gives to a service.
 *
 * @returns undefined for a service that is not known here
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function deploymentAccess(
  request: AwsCall,
  place: Place,
  workgroupOf: WorkgroupOf,
): readonly RequiredAction[] | undefined {
  // Everybody may ask who they are.
  if (request.service === "sts" && query(request)?.operation === "GetCallerIdentity") return [];
  const service = SERVICES[request.service];
  // Before its body is read: a put of records may have megabytes.
  if (request.operation !== "" && service?.operations.has(request.operation) !== true) return undefined;
  const read = service?.read(request);
  if (service === undefined || read === undefined || !service.operations.has(read.operation)) return undefined;
  const call = { ...read, place, workgroupOf };
  const context = service.context?.(call);
  const each = (action: string, resources: readonly string[]) =>
    resources.map((resource) => ({ action, resource, context }));
  return [
    ...each(`${service.prefix}:${call.operation}`, service.resources(call)),
    ...(service.tagging !== undefined && bringsTags(call)
      ? each(service.tagging, (service.tagged ?? service.resources)(call))
      : []),
    ...passedRoles(service, call),
  ];
}

function bringsTags({ operation, parameters }: Call): boolean {
  if (!/^(Create|Put)/.test(operation)) return false;
  return Object.entries(parameters).some(
    ([name, value]) => /^tags?(\.|$)/i.test(name) && (typeof value !== "object" || Object.keys(value ?? {}).length > 0),
  );
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
function passedRoles({ passes }: Service, { parameters }: Call): readonly RequiredAction[] {
  if (passes === undefined) return [];
  const [parameter, principal] = passes;
  const roles = new Set(textsNamed(parameters, parameter).filter((role) => role.startsWith("arn:aws:iam:")));
  return [...roles].map((resource) => ({
    action: "iam:PassRole",
    resource,
    context: { "iam:PassedToService": principal },
  }));
}

/** Every text that a member of that name has, however deep. */
function textsNamed(value: unknown, name: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    ...(key === name && typeof member === "string" ? [member] : []),
    ...textsNamed(member, name),
  ]);
}
