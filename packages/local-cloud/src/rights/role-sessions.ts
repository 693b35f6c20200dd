import type { RoleSession } from "@event-lake/aws-rights";
import { createHash } from "node:crypto";
import type { ServiceRequest } from "../gateway/service-message";

/** What a process signs its calls with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The sessions of roles, by the access key that each signs its calls with. */
export class RoleSessions {
  private readonly sessions = new Map<string, RoleSession>();

  /** @param accountId 12 digits */
  constructor(private readonly accountId: string) {}

  /** The same role and name have the same keys. */
  assume(roleArn: string, sessionName: string): Credentials {
    const principal = this.principalOf(roleArn, sessionName);
    const accessKeyId = `ASIA${createHash("sha256").update(principal).digest("hex").slice(0, 16).toUpperCase()}`;
    this.sessions.set(accessKeyId, { roleArn, principal });
    return { accessKeyId, secretAccessKey: "test", sessionToken: "test" };
  }

  principalOf(roleArn: string, sessionName: string): string {
    const role = roleArn.slice(roleArn.lastIndexOf("/") + 1);
    return `arn:aws:sts::${this.accountId}:assumed-role/${role}/${sessionName}`;
  }

  /**
   * @returns undefined for a caller that is no role
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
   */
  callerOf({ headers }: ServiceRequest): RoleSession | undefined {
    return this.sessions.get(/Credential=([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "");
  }
}

/** The variables that every AWS client reads. */
export function credentialsEnvironment(credentials: Credentials): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
}
