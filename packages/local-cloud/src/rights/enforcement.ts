import { errorAnswer, type Forward, type ServiceRequest, type ServiceResponse } from "../gateway/service-message";
import { access, type Access, type Place } from "./access";
import { decide, decideForService, refusalText } from "./decision";
import { EncryptionKeys } from "./encryption-keys";
import { requiredAccess } from "./required-access";
import { rightsInUse, type RightInUse } from "./rights-in-use";
import { ResourcePolicies } from "./resource-policies";
import { logGroupKey } from "./log-group-key";
import { RolePolicies } from "./role-policies";
import { RoleSessions, type Credentials, type RoleSession } from "./role-sessions";
import { listAccess, readsObject } from "./s3-access";
import { ServiceLinks, type ServiceLink } from "./service-links";

/** One action that was decided, and how often. */
export interface JournalEntry {
  /** ARN of the session: `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  /** Statement that decided; undefined when no policy is about it. */
  readonly statement?: string;
  readonly count: number;
}

/** A role that a service is to take. */
export interface RoleRequest {
  readonly roleArn: string;
  /** Name of the principal, for example `firehose.amazonaws.com`. */
  readonly service: string;
  /** Last part of the principal that the role's calls have. */
  readonly sessionName: string;
}

/** A service may not take a role. */
export class RoleNotAssumedError extends Error {}

/**
 * Condition keys that a service sends when it takes a role, as far as AWS's own examples show them.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
 */
function trustContext(service: string, { accountId }: Place): Readonly<Record<string, string>> {
  return service === "firehose.amazonaws.com" ? { "sts:ExternalId": accountId } : {};
}

/**
 * Stands before every call: knows by its access key which role makes it, lets pass what the deployed policies allow, and
 * refuses the rest in AWS's words. What decides is learnt from the calls that deploy it.
 */
export class Enforcement {
  private readonly roles = new RolePolicies();
  private readonly resources: ResourcePolicies;
  private readonly keys: EncryptionKeys;
  private readonly links: ServiceLinks;
  private readonly entries = new Map<string, JournalEntry>();
  /** What roles were allowed to do, by role; with what services tried when they were told to use one. */
  private readonly accesses = new Map<string, Map<string, Access>>();
  private readonly refused = new Set<string>();
  private readonly sessions: RoleSessions;

  constructor(private readonly place: Place) {
    this.sessions = new RoleSessions(place.accountId);
    this.resources = new ResourcePolicies(place);
    this.keys = new EncryptionKeys(place);
    this.links = new ServiceLinks(place);
  }

  /**
   * Lets a service take a role, as it does when it acts for a customer: its calls are decided by the role's policies.
   *
   * @throws RoleNotAssumedError when the role's trust policy does not let it
   */
  assume({ roleArn, service, sessionName }: RoleRequest): Credentials {
    const required = access({
      action: "sts:AssumeRole",
      resource: roleArn,
      context: trustContext(service, this.place),
    });
    const decision = decideForService(required, service, this.roles.trustOf(roleArn));
    if (!decision.allowed) {
      const message = refusalText(`Service: ${service}`, required, decision);
      this.refused.add(message);
      throw new RoleNotAssumedError(message);
    }
    return this.sessions.assume(roleArn, sessionName);
  }

  /** Answers a call: by a refusal, or as the one that it is forwarded to. */
  async answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const caller = this.sessions.callerOf(request);
    const refusal = (caller && this.refusal(caller, request)) ?? this.undecidable(request) ?? this.unusableKey(request);
    if (refusal !== undefined) return refusal;
    const response = await forward(request);
    if (response.status >= 200 && response.status < 300) this.learn(request, response);
    if (caller === undefined || response.status !== 404 || !readsObject(request)) return response;
    return this.decide(caller, access(listAccess(request.path)), request) ?? response;
  }

  /** Whether a role may do all of this: what a service tries when it is told to use the role. Not in the journal. */
  may(roleArn: string, actions: readonly string[], resource: string): boolean {
    const role = { roleArn, principal: roleArn };
    const policies = { identity: this.roles.statementsOf(roleArn), resource: this.resources.statementsOf(resource) };
    return actions.every((action) => {
      const tried = access({ action, resource });
      const { allowed } = decide(tried, role, policies);
      if (allowed) this.remember(roleArn, tried);
      return allowed;
    });
  }

  /** Every action that the policies of the roles allow now, with a call that needed it. */
  rightsInUse(): readonly RightInUse[] {
    return this.roles.names.flatMap((name) => {
      const roleArn = `arn:aws:iam::${this.place.accountId}:role/${name}`;
      return rightsInUse({
        session: { roleArn, principal: roleArn },
        statements: this.roles.statementsOf(name),
        accesses: [...(this.accesses.get(name)?.values() ?? [])],
        policyOf: (resource) => this.resources.statementsOf(resource),
      });
    });
  }

  /** Every principal, action and resource with its decision, in the order of their first call. */
  get journal(): readonly JournalEntry[] {
    return [...this.entries.values()];
  }

  /** What was refused, in AWS's words, each once. */
  get refusals(): readonly string[] {
    return [...this.refused];
  }

  /** What AWS would refuse a service as everything is deployed now: nobody hears of it. */
  get silentRefusals(): readonly string[] {
    return this.links.all().flatMap((link) => this.silentRefusal(link));
  }

  private silentRefusal({ service, from, access: required }: ServiceLink): readonly string[] {
    const decision = decideForService(required, service, this.resources.statementsOf(required.resource));
    return decision.allowed
      ? []
      : [
          `${refusalText(`Service: ${service} (${from})`, required, decision)}. AWS tells nobody: what it sends is lost.`,
        ];
  }

  private refusal(caller: RoleSession, request: ServiceRequest): ServiceResponse | undefined {
    const required = requiredAccess(request, this.place, (resource) => this.keys.keyOf(resource));
    if (required === undefined) {
      const call = `${request.service}:${request.operation || `${request.method} ${request.path}`}`;
      return this.refuse(
        request,
        `User: ${caller.principal} is not authorized to perform: ${call}: the local cloud does not know which rights this call needs. Add it to rights/required-access.ts.`,
      );
    }
    for (const one of required) {
      const refusal = this.decide(caller, one, request);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  private decide(caller: RoleSession, required: Access, request: ServiceRequest): ServiceResponse | undefined {
    const { action, resource } = required;
    const policies = {
      identity: this.roles.statementsOf(caller.roleArn),
      resource: this.resources.statementsOf(resource),
    };
    const decision = decide(required, caller, policies);
    const { allowed, statement } = decision;
    this.record({ principal: caller.principal, action, resource, allowed, statement });
    if (allowed) this.remember(caller.roleArn, required);
    return allowed ? undefined : this.refuse(request, refusalText(`User: ${caller.principal}`, required, decision));
  }

  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
  private unusableKey(request: ServiceRequest): ServiceResponse | undefined {
    const use = logGroupKey(request, this.place);
    const refused = use?.actions.find(
      (action) => !decideForService({ ...use, action }, use.service, this.resources.statementsOf(use.resource)).allowed,
    );
    if (use === undefined || refused === undefined) return undefined;
    const message = `The specified KMS key does not exist or is not allowed to be used with Arn '${use.logGroup}': its policy allows ${use.service} no ${refused}.`;
    this.refused.add(message);
    return errorAnswer(request, "InvalidParameterException", message, 400);
  }

  /** A policy that could not be decided by is not stored. */
  private undecidable(request: ServiceRequest): ServiceResponse | undefined {
    try {
      this.roles.check(request);
      this.resources.check(request);
      return undefined;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return errorAnswer(request, "MalformedPolicyDocument", message, 400);
    }
  }

  private learn(request: ServiceRequest, response: ServiceResponse): void {
    this.roles.learn(request);
    this.resources.learn(request, response);
    this.keys.learn(request);
    this.links.learn(request);
  }

  private remember(roleArn: string, allowed: Access): void {
    const name = roleArn.slice(roleArn.lastIndexOf("/") + 1);
    const accesses = this.accesses.get(name) ?? new Map<string, Access>();
    this.accesses.set(name, accesses.set(JSON.stringify(allowed), allowed));
  }

  private record(entry: Omit<JournalEntry, "count">): void {
    const key = JSON.stringify(entry);
    this.entries.set(key, { ...entry, count: (this.entries.get(key)?.count ?? 0) + 1 });
  }

  private refuse(request: ServiceRequest, message: string): ServiceResponse {
    this.refused.add(message);
    const isS3 = request.service === "s3";
    return errorAnswer(request, isS3 ? "AccessDenied" : "AccessDeniedException", message, isS3 ? 403 : 400);
  }
}
