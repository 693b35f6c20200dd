import {
  access,
  AccountRights,
  missingObjectAccess,
  refusalText,
  type Access,
  type CatalogueObject,
  type Decision,
  type LakeFormationGrants,
  type Place,
  type RightInUse,
  type RoleSession,
} from "@event-lake/aws-rights";
import { shardOfIterator } from "../amendments/kinesis-streams";
import {
  errorAnswer,
  jsonResponse,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";
import { RoleSessions, type Credentials } from "./role-sessions";
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

/** A service may not take a role. */
export class RoleNotAssumedError extends Error {}

/**
 * Stands before every call: knows by its access key which role makes it, lets pass what the deployed policies allow, and
 * refuses the rest in AWS's words. What decides is learnt from the calls that deploy it.
 */
export class Enforcement {
  private readonly account: AccountRights;
  private readonly entries = new Map<string, JournalEntry>();
  /** What roles were allowed to do, by role; with what services tried when they were told to use one. */
  private readonly accesses = new Map<string, Map<string, Access>>();
  private readonly refused = new Set<string>();
  private readonly oidcProviders = new Set<string>();
  private readonly sessions: RoleSessions;

  constructor(private readonly place: Place) {
    this.sessions = new RoleSessions(place.accountId);
    this.account = new AccountRights(place, (iterator) => shardOfIterator(iterator)?.stream);
  }

  /**
   * Lets a service take a role, as it does when it acts for a customer: its calls are decided by the role's policies.
   *
   * @throws RoleNotAssumedError when the role's trust policy does not let it
   */
  assume({ roleArn, service, sessionName, externalId }: RoleRequest): Credentials {
    const refusal = this.account.trustRefusal(roleArn, service, externalId);
    if (refusal !== undefined) {
      this.refused.add(refusal);
      throw new RoleNotAssumedError(refusal);
    }
    return this.sessions.assume(roleArn, sessionName);
  }

  /** Answers a call: by a refusal, or as the one that it is forwarded to. */
  async answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const caller = this.sessions.callerOf(request);
    const taken = this.assumeWithWebIdentity(request) ?? this.assumeAs(caller, request);
    if (taken !== undefined) return taken;
    const refusal =
      (caller && (this.refusal(caller, request) ?? this.ungranted(caller, request))) ??
      this.undecidable(request) ??
      this.unusable(request);
    if (refusal !== undefined) return refusal;
    const response = await forward(request);
    if (response.status >= 200 && response.status < 300) this.learn(request, response, caller?.roleArn);
    return caller === undefined ? response : this.shownTo(caller, request, response);
  }

  /** Whether a role may do all of this: what a service tries when it is told to use the role. Not in the journal. */
  may(roleArn: string, actions: readonly string[], resource: string): boolean {
    const role = { roleArn, principal: roleArn };
    return actions.every((action) => {
      const tried = access({ action, resource });
      const { allowed } = this.account.decide(role, tried);
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
    return this.account.rightsInUse(
      new Map([...this.accesses].map(([role, accesses]) => [role, [...accesses.values()]])),
    );
  }

  get grants(): LakeFormationGrants {
    return this.account.grants;
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
    return this.account.silentRefusals;
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
      const decision = this.account.decideTrust(provider, required);
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
    const required = access({ action: "sts:AssumeRole", resource: roleArn, context });
    const decision = this.account.decideTaking(caller, required);
    const taker = caller?.principal ?? `arn:aws:iam::${this.place.accountId}:root`;
    if (!decision.allowed) return this.refuse(request, refusalText(`User: ${taker}`, required, decision));
    const principal = this.sessions.principalOf(roleArn, sessionName);
    return takenRoleAnswer("AssumeRole", this.sessions.assume(roleArn, sessionName), { roleArn, principal });
  }

  private refusal(caller: RoleSession, request: ServiceRequest): ServiceResponse | undefined {
    const decided = this.account.decideCall(caller, request);
    if (decided === undefined) {
      const call = `${request.service}:${request.operation || `${request.method} ${request.path}`}`;
      return this.refuse(
        request,
        `User: ${caller.principal} is not authorized to perform: ${call}: the local cloud does not know which rights this call needs. Add it to src/calls/ of @event-lake/aws-rights.`,
      );
    }
    const refusals = decided.flatMap(({ access, decision }) => this.noted(caller, access, decision) ?? []);
    return refusals[0] === undefined ? undefined : this.refuse(request, refusals[0]);
  }

  /** Beside IAM, Lake Formation decides about the catalogue. */
  private ungranted({ roleArn, principal }: RoleSession, request: ServiceRequest): ServiceResponse | undefined {
    const refusal = this.account.catalogueRefusal(roleArn, request);
    if (refusal === undefined) return undefined;
    this.refused.add(`User: ${principal}: ${refusal}`);
    return errorAnswer(request, "AccessDeniedException", refusal, 400);
  }

  /** Who makes a call; undefined for a person of the account, or a service. */
  callerOf(request: ServiceRequest): RoleSession | undefined {
    return this.sessions.callerOf(request);
  }

  /** Why a caller may not do what a service does in its name; undefined where it may. */
  refusalOf(request: ServiceRequest, action: string, resource: string): string | undefined {
    const caller = this.sessions.callerOf(request);
    const refusal = caller && this.decide(caller, access({ action, resource }));
    if (refusal !== undefined) this.refused.add(refusal);
    return refusal;
  }

  /** Why a role may not do something; undefined where it may. */
  private decide(caller: RoleSession, required: Access): string | undefined {
    return this.noted(caller, required, this.account.decide(caller, required));
  }

  /** Writes a decision down. @returns the refusal, where it is one */
  private noted({ roleArn, principal }: RoleSession, required: Access, decision: Decision): string | undefined {
    const { action, resource } = required;
    const { allowed, statement } = decision;
    this.record({ principal, action, resource, allowed, statement });
    if (allowed) this.remember(roleArn, required);
    return allowed ? undefined : refusalText(`User: ${principal}`, required, decision);
  }

  /** What a role hears of an answer: the catalogue hides from it, and so does S3 that an object is not there. */
  private shownTo(caller: RoleSession, request: ServiceRequest, response: ServiceResponse): ServiceResponse {
    const toHear = response.status === 404 ? missingObjectAccess(request) : undefined;
    if (toHear !== undefined) {
      const refusal = this.decide(caller, toHear);
      return refusal === undefined ? response : this.refuse(request, refusal);
    }
    const shown = response.status === 200 ? this.account.shownTo(caller.roleArn, request, response) : undefined;
    return shown === undefined ? response : jsonResponse(shown);
  }

  /** A key or a role that a service cannot use is not taken from the caller. */
  private unusable(request: ServiceRequest): ServiceResponse | undefined {
    const key = this.account.unusableKey(request);
    if (key !== undefined) this.refused.add(key.message);
    // Terraform tries again while the policy of a role may be on its way: not a refusal to list.
    const refused = key ?? this.account.unusableRole(request);
    return refused && errorAnswer(request, refused.code, refused.message, 400);
  }

  /** A policy that could not be decided by is not stored. */
  private undecidable(request: ServiceRequest): ServiceResponse | undefined {
    try {
      this.account.check(request);
      return undefined;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return errorAnswer(request, "MalformedPolicyDocument", message, 400);
    }
  }

  private learn(request: ServiceRequest, response: ServiceResponse, roleArn: string | undefined): void {
    this.account.learn(request, response, roleArn);
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
