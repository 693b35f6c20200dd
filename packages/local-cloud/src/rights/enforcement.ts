import { errorAnswer, type Forward, type ServiceRequest, type ServiceResponse } from "../gateway/service-message";
import { decide, refusalText, type Access } from "./decision";
import { EncryptionKeys } from "./encryption-keys";
import { access, requiredAccess, type Place } from "./required-access";
import { ResourcePolicies } from "./resource-policies";
import { RolePolicies } from "./role-policies";
import type { RoleSession, RoleSessions } from "./role-sessions";
import { listAccess, readsObject } from "./s3-access";

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

/**
 * Stands before every call: knows by its access key which role makes it, lets pass what the deployed policies allow, and
 * refuses the rest in AWS's words. What decides is learnt from the calls that deploy it.
 */
export class Enforcement {
  private readonly roles = new RolePolicies();
  private readonly resources: ResourcePolicies;
  private readonly keys: EncryptionKeys;
  private readonly entries = new Map<string, JournalEntry>();
  private readonly refused = new Set<string>();

  constructor(
    private readonly place: Place,
    private readonly sessions: Pick<RoleSessions, "callerOf">,
  ) {
    this.resources = new ResourcePolicies(place);
    this.keys = new EncryptionKeys(place);
  }

  /** Answers a call: by a refusal, or as the one that it is forwarded to. */
  async answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const caller = this.sessions.callerOf(request);
    const refusal = (caller && this.refusal(caller, request)) ?? this.undecidable(request);
    if (refusal !== undefined) return refusal;
    const response = await forward(request);
    if (response.status >= 200 && response.status < 300) this.learn(request, response);
    if (caller === undefined || response.status !== 404 || !readsObject(request)) return response;
    return this.decide(caller, access(listAccess(request.path)), request) ?? response;
  }

  /** Every principal, action and resource with its decision, in the order of their first call. */
  get journal(): readonly JournalEntry[] {
    return [...this.entries.values()];
  }

  /** What was refused, in AWS's words, each once. */
  get refusals(): readonly string[] {
    return [...this.refused];
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
    return allowed ? undefined : this.refuse(request, refusalText(caller, required, decision));
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
