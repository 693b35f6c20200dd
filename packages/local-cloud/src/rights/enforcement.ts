import { createHash } from "node:crypto";
import { errorResponse, type ServiceRequest, type ServiceResponse } from "../gateway/service-message";
import { decide, refusalText } from "./decision";
import { type Account, requiredAccess } from "./required-access";
import type { RolePolicies } from "./role-policies";

/** What a process signs its calls with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

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

interface Session {
  readonly roleArn: string;
  /** ARN of the session. */
  readonly principal: string;
}

/** Knows by its access key which role makes a call, lets pass what the role's policies allow, and refuses the rest. */
export class Enforcement {
  private readonly sessions = new Map<string, Session>();
  private readonly entries = new Map<string, JournalEntry>();
  private readonly refused: string[] = [];

  constructor(
    private readonly account: Account,
    private readonly policies: Pick<RolePolicies, "statementsOf">,
  ) {}

  /** Keys of a session of a role: every call that is signed with them is decided by the role's policies. */
  assume(roleArn: string, sessionName: string): Credentials {
    const role = roleArn.slice(roleArn.lastIndexOf("/") + 1);
    const principal = `arn:aws:sts::${this.account.accountId}:assumed-role/${role}/${sessionName}`;
    const accessKeyId = `ASIA${createHash("sha256").update(principal).digest("hex").slice(0, 16).toUpperCase()}`;
    this.sessions.set(accessKeyId, { roleArn, principal });
    return { accessKeyId, secretAccessKey: "test", sessionToken: "test" };
  }

  /** @returns the refusal; undefined when the call may pass */
  refusal(request: ServiceRequest): ServiceResponse | undefined {
    const session = this.sessions.get(accessKeyOf(request));
    if (session === undefined) return undefined;
    const required = requiredAccess(request, this.account);
    if (required === undefined) {
      const call = `${request.service}:${request.operation || `${request.method} ${request.path}`}`;
      return this.refuse(
        request,
        `User: ${session.principal} is not authorized to perform: ${call}: the local cloud does not know which rights this call needs. Add it to rights/required-access.ts.`,
      );
    }
    const statements = this.policies.statementsOf(session.roleArn);
    for (const access of required) {
      const decision = decide(access, statements);
      this.record({ principal: session.principal, action: access.action, resource: access.resource, ...decision });
      if (!decision.allowed) return this.refuse(request, refusalText(session.principal, access, decision));
    }
    return undefined;
  }

  /** Every principal, action and resource with its decision, in the order of their first call. */
  get journal(): readonly JournalEntry[] {
    return [...this.entries.values()];
  }

  /** What was refused, in AWS's words, each once. */
  get refusals(): readonly string[] {
    return this.refused;
  }

  private record(entry: Omit<JournalEntry, "count">): void {
    const key = JSON.stringify(entry);
    this.entries.set(key, { ...entry, count: (this.entries.get(key)?.count ?? 0) + 1 });
  }

  private refuse({ service }: ServiceRequest, message: string): ServiceResponse {
    if (!this.refused.includes(message)) this.refused.push(message);
    if (service !== "s3") return errorResponse("AccessDeniedException", message, 400);
    const escaped = message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    const body = Buffer.from(`<Error><Code>AccessDenied</Code><Message>${escaped}</Message></Error>`);
    return { status: 403, headers: { "content-type": "application/xml" }, body };
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function accessKeyOf({ headers }: ServiceRequest): string {
  return /Credential=([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "";
}
