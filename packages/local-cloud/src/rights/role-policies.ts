import type { ServiceRequest, ServiceResponse } from "../gateway/service-message";
import { readPolicy, type Statement } from "./policy";

/** What else could give a role rights, or take them. Nothing here decides by it. */
const UNDECIDED = new Set(["AttachRolePolicy", "PutRolePermissionsBoundary"]);

/** The inline policies of roles, read as they pass through the gateway. */
export class RolePolicies {
  private readonly roles = new Map<string, Map<string, readonly Statement[]>>();

  /** @param role ARN or name */
  statementsOf(role: string): readonly Statement[] {
    const name = role.slice(role.lastIndexOf("/") + 1);
    return [...(this.roles.get(name)?.values() ?? [])].flat();
  }

  /** @throws Error for a policy by which nothing here could decide: it must not be stored */
  check(request: ServiceRequest): void {
    const { action, role, policy, document } = iamCall(request);
    if (UNDECIDED.has(action)) {
      throw new Error(
        `${action} of role ${role}: the local cloud decides by inline policies only. Put an inline policy, or test on AWS.`,
      );
    }
    if (action === "PutRolePolicy") read(role, policy, document);
  }

  /** Learns from a call that was answered well. */
  learn(request: ServiceRequest): void {
    const { action, role, policy, document } = iamCall(request);
    if (action === "DeleteRole") this.roles.delete(role);
    if (action === "DeleteRolePolicy") this.roles.get(role)?.delete(policy);
    if (action !== "PutRolePolicy") return;
    const policies = this.roles.get(role) ?? new Map<string, readonly Statement[]>();
    this.roles.set(role, policies.set(policy, read(role, policy, document)));
  }
}

function read(role: string, policy: string, document: string): readonly Statement[] {
  return readPolicy("identity-based policy", `Inline policy "${policy}" of role ${role}`, document);
}

function iamCall({ service, body }: ServiceRequest) {
  const call = new URLSearchParams(service === "iam" ? body.toString("utf8") : "");
  return {
    action: call.get("Action") ?? "",
    role: call.get("RoleName") ?? "",
    policy: call.get("PolicyName") ?? "",
    document: call.get("PolicyDocument") ?? "",
  };
}
