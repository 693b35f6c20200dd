import { errorAnswer, type Forward, type ServiceRequest, type ServiceResponse } from "../gateway/service-message";
import { access, type Access, type Place } from "./access";
import { decide, decideForService, refusalText, type Policies } from "./decision";
import { lakeFormationRefusal, shownTo } from "./catalogue-access";
import { EncryptionKeys } from "./encryption-keys";
import { type CatalogueObject, LakeFormationGrants } from "./lake-formation-grants";
import { requiredAccess } from "./required-access";
import { cannotAssume, passedRoles } from "./passed-roles";
import type { Statement } from "./policy";
import { rightsInUse, type RightInUse } from "./rights-in-use";
import { ResourcePolicies } from "./resource-policies";
import { logGroupKey } from "./log-group-key";
import { RolePolicies } from "./role-policies";
import { RoleSessions, type Credentials, type RoleSession } from "./role-sessions";
import { listAccess, readsObject } from "./s3-access";
import { WorkgroupQueries } from "./workgroup-queries";
import { ServiceLinks, type ServiceLink } from "./service-links";
import { madeOidcProvider, readAssumeRole, readWebIdentity, takenRoleAnswer } from "./taken-roles";

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
  /** What the service says of the one that it acts for: Redshift, the ARN of a database user. @default - the service's own */
  readonly externalId?: string;
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagement.html `iam:PermissionsBoundary` */
const BOUNDED_ACTIONS = new Set(["iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy", "iam:PutRolePolicy"]);

/** What a person of the account may do. */
const ANYTHING: Statement = {
  name: "a person of the account",
  effect: "Allow",
  actions: ["*"],
  resources: ["*"],
  conditions: [],
};

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
  readonly grants = new LakeFormationGrants();
  private readonly entries = new Map<string, JournalEntry>();
  /** What roles were allowed to do, by role; with what services tried when they were told to use one. */
  private readonly accesses = new Map<string, Map<string, Access>>();
  private readonly refused = new Set<string>();
  private readonly queries = new WorkgroupQueries();
  private readonly oidcProviders = new Set<string>();
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
  assume({ roleArn, service, sessionName, externalId }: RoleRequest): Credentials {
    const refusal = this.trustRefusal(roleArn, service, externalId);
    if (refusal !== undefined) {
      this.refused.add(refusal);
      throw new RoleNotAssumedError(refusal);
    }
    return this.sessions.assume(roleArn, sessionName);
  }

  /** Why a service may not take a role. */
  private trustRefusal(roleArn: string, service: string, externalId?: string): string | undefined {
    const required = access({
      action: "sts:AssumeRole",
      resource: roleArn,
      context: externalId === undefined ? trustContext(service, this.place) : { "sts:ExternalId": externalId },
    });
    const decision = decideForService(required, service, this.roles.trustOf(roleArn));
    return decision.allowed ? undefined : refusalText(`Service: ${service}`, required, decision);
  }

  /** Answers a call: by a refusal, or as the one that it is forwarded to. */
  async answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const caller = this.sessions.callerOf(request);
    const taken = this.assumeWithWebIdentity(request) ?? this.assumeAs(caller, request);
    if (taken !== undefined) return taken;
    const refusal =
      (caller && (this.refusal(caller, request) ?? this.ungranted(caller, request))) ??
      this.undecidable(request) ??
      this.unusableKey(request) ??
      this.unusableRole(request);
    if (refusal !== undefined) return refusal;
    const response = await forward(request);
    if (response.status >= 200 && response.status < 300) this.learn(request, response, caller?.roleArn);
    if (caller === undefined) return response;
    if (response.status !== 404 || !readsObject(request)) {
      return shownTo(this.grants, caller.roleArn, request, response);
    }
    return this.decide(caller, access(listAccess(request.path)), request) ?? response;
  }

  /** Whether a role may do all of this: what a service tries when it is told to use the role. Not in the journal. */
  may(roleArn: string, actions: readonly string[], resource: string): boolean {
    const role = { roleArn, principal: roleArn };
    const policies = this.policiesFor(roleArn, resource);
    return actions.every((action) => {
      const tried = access({ action, resource });
      const { allowed } = decide(tried, role, policies);
      if (allowed) this.remember(roleArn, tried);
      return allowed;
    });
  }

  /** Whether Lake Formation lets a role read what a table of the catalogue is: what Firehose tries of its schema. */
  mayDescribe(roleArn: string, object: CatalogueObject): boolean {
    return !this.grants.has(object) || this.grants.allows(roleArn, "DESCRIBE", object);
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

  private policiesFor(roleArn: string, resource: string): Policies {
    return {
      identity: this.roles.statementsOf(roleArn),
      boundary: this.roles.boundaryOf(roleArn),
      resource: this.resources.statementsOf(resource),
    };
  }

  /** Lets somebody take a role who brings a token of an OIDC provider of the account. */
  private assumeWithWebIdentity(request: ServiceRequest): ServiceResponse | undefined {
    try {
      const identity = readWebIdentity(request);
      if (identity === undefined) return undefined;
      const { roleArn, issuer, sessionName, context } = identity;
      if (!this.oidcProviders.has(issuer)) {
        throw new Error(`No OpenIDConnect provider found in your account for https://${issuer}`);
      }
      const provider = `arn:aws:iam::${this.place.accountId}:oidc-provider/${issuer}`;
      const required = access({ action: "sts:AssumeRoleWithWebIdentity", resource: roleArn, context });
      const decision = decideForService(required, provider, this.roles.trustOf(roleArn));
      if (!decision.allowed) {
        return this.refuse(
          request,
          `${refusalText(`Token of ${context[`${issuer}:sub`] ?? issuer}`, required, decision)} (trust policy)`,
        );
      }
      const credentials = this.sessions.assume(roleArn, sessionName);
      return takenRoleAnswer("AssumeRoleWithWebIdentity", credentials, {
        roleArn,
        principal: this.sessions.principalOf(roleArn, sessionName),
      });
    } catch (error) {
      return errorAnswer(
        { ...request, service: "sts" },
        "InvalidIdentityToken",
        error instanceof Error ? error.message : String(error),
        400,
      );
    }
  }

  /** Lets a role, or a person of the account, take another role. */
  private assumeAs(caller: RoleSession | undefined, request: ServiceRequest): ServiceResponse | undefined {
    const taking = readAssumeRole(request);
    if (taking === undefined) return undefined;
    const { roleArn, sessionName, context } = taking;
    const root = `arn:aws:iam::${this.place.accountId}:root`;
    const taker = caller ?? { roleArn: root, principal: root };
    const required = access({ action: "sts:AssumeRole", resource: roleArn, context });
    const decision = decide(required, taker, {
      identity: caller === undefined ? [ANYTHING] : this.roles.statementsOf(caller.roleArn),
      boundary: caller && this.roles.boundaryOf(caller.roleArn),
      resource: this.roles.trustOf(roleArn),
    });
    if (!decision.allowed) return this.refuse(request, refusalText(`User: ${taker.principal}`, required, decision));
    const principal = this.sessions.principalOf(roleArn, sessionName);
    return takenRoleAnswer("AssumeRole", this.sessions.assume(roleArn, sessionName), { roleArn, principal });
  }

  private refusal(caller: RoleSession, request: ServiceRequest): ServiceResponse | undefined {
    const required = requiredAccess(request, this.place, {
      keyOf: (resource) => this.keys.keyOf(resource),
      workgroupOf: (query) => this.queries.workgroupOf(query),
    });
    if (required === undefined) {
      const call = `${request.service}:${request.operation || `${request.method} ${request.path}`}`;
      return this.refuse(
        request,
        `User: ${caller.principal} is not authorized to perform: ${call}: the local cloud does not know which rights this call needs. Add it to rights/required-access.ts.`,
      );
    }
    for (const one of required) {
      const refusal = this.decide(caller, this.withBoundary(one), request);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** Beside IAM, Lake Formation decides about the catalogue. */
  private ungranted({ roleArn, principal }: RoleSession, request: ServiceRequest): ServiceResponse | undefined {
    const refusal = lakeFormationRefusal(this.grants, roleArn, request);
    if (refusal === undefined) return undefined;
    this.refused.add(`User: ${principal}: ${refusal}`);
    return errorAnswer(request, "AccessDeniedException", refusal, 400);
  }

  /** AWS sends the boundary that a role has with a call that changes what the role may do. */
  private withBoundary(required: Access): Access {
    const boundary = this.roles.boundaryArnOf(required.resource);
    if (boundary === undefined || !BOUNDED_ACTIONS.has(required.action)) return required;
    return { ...required, context: { "iam:PermissionsBoundary": boundary, ...required.context } };
  }

  /** Who makes a call; undefined for a person of the account, or a service. */
  callerOf(request: ServiceRequest): RoleSession | undefined {
    return this.sessions.callerOf(request);
  }

  /** Why a caller may not do what a service does in its name; undefined where it may. */
  refusalOf(request: ServiceRequest, action: string, resource: string): string | undefined {
    const caller = this.sessions.callerOf(request);
    const refusal = caller && this.decideAccess(caller, access({ action, resource }));
    if (refusal !== undefined) this.refused.add(refusal);
    return refusal;
  }

  private decide(caller: RoleSession, required: Access, request: ServiceRequest): ServiceResponse | undefined {
    const refusal = this.decideAccess(caller, required);
    return refusal === undefined ? undefined : this.refuse(request, refusal);
  }

  /** Why a role may not do something; undefined where it may. */
  private decideAccess(caller: RoleSession, required: Access): string | undefined {
    const { action, resource } = required;
    const decision = decide(required, caller, this.policiesFor(caller.roleArn, resource));
    const { allowed, statement } = decision;
    this.record({ principal: caller.principal, action, resource, allowed, statement });
    if (allowed) this.remember(caller.roleArn, required);
    return allowed ? undefined : refusalText(`User: ${caller.principal}`, required, decision);
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

  /** Services try the role that they are given. */
  private unusableRole(request: ServiceRequest): ServiceResponse | undefined {
    for (const passed of passedRoles(request, this.place)) {
      const [code, message] = cannotAssume(passed) ?? [];
      const refusal = code && this.trustRefusal(passed.roleArn, passed.service);
      if (code === undefined || message === undefined || refusal === undefined) continue;
      return errorAnswer(request, code, `${message} ${refusal}`, 400);
    }
    return undefined;
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

  private learn(request: ServiceRequest, response: ServiceResponse, roleArn: string | undefined): void {
    this.grants.learn(request, roleArn);
    this.roles.learn(request);
    this.resources.learn(request, response);
    this.keys.learn(request);
    this.links.learn(request);
    this.queries.learn(request, response);
    const provider = madeOidcProvider(request);
    if (provider !== undefined) this.oidcProviders.add(provider);
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
    // The services that answer in XML say it with another name and status.
    const isXml = ["iam", "monitoring", "s3", "sns", "sts", ""].includes(request.service);
    return errorAnswer(
      request.service === "" ? { ...request, service: "sts" } : request,
      isXml ? "AccessDenied" : "AccessDeniedException",
      message,
      isXml ? 403 : 400,
    );
  }
}
