import type { ServiceRequest } from "../gateway/service-message";
import { readPolicy, type Statement } from "./policy";

/** What else could give a role rights, or take them. Nothing here decides by it. */
const UNDECIDED = new Set(["AttachRolePolicy", "PutRolePermissionsBoundary"]);

interface DeployedRole {
  readonly trust: readonly Statement[];
  /** Inline policies by name. */
  readonly policies: ReadonlyMap<string, readonly Statement[]>;
}

/** The roles: who may take each, and what it may do. Read as they pass through the gateway. */
export class RolePolicies {
  private readonly roles = new Map<string, DeployedRole>();

  /** What the inline policies of a role say. @param role ARN or name */
  statementsOf(role: string): readonly Statement[] {
    return [...(this.roles.get(nameOf(role))?.policies.values() ?? [])].flat();
  }

  /** Names of all roles. */
  get names(): readonly string[] {
    return [...this.roles.keys()];
  }

  /** Who may take a role; nobody a role that does not exist. @param role ARN or name */
  trustOf(role: string): readonly Statement[] {
    return this.roles.get(nameOf(role))?.trust ?? [];
  }

  /** @throws Error for a policy by which nothing here could decide: it must not be stored */
  check(request: ServiceRequest): void {
    const call = iamCall(request);
    if (UNDECIDED.has(call.action)) {
      throw new Error(
        `${call.action} of role ${call.role}: the local cloud decides by inline policies only. Put an inline policy, or test on AWS.`,
      );
    }
    changed(this.roles.get(call.role), call);
  }

  /** Learns from a call that was answered well. */
  learn(request: ServiceRequest): void {
    const call = iamCall(request);
    if (call.action === "DeleteRole") this.roles.delete(call.role);
    const role = changed(this.roles.get(call.role), call);
    if (role !== undefined) this.roles.set(call.role, role);
  }
}

/** The role after a call; undefined for a call that changes none. */
function changed(role: DeployedRole = { trust: [], policies: new Map() }, call: IamCall): DeployedRole | undefined {
  switch (call.action) {
    case "CreateRole":
      return { ...role, trust: readTrust(call.role, call.trust) };
    case "UpdateAssumeRolePolicy":
      return { ...role, trust: readTrust(call.role, call.document) };
    case "PutRolePolicy": {
      const name = `Inline policy "${call.policy}" of role ${call.role}`;
      const statements = readPolicy("identity-based policy", name, call.document);
      return { ...role, policies: new Map([...role.policies, [call.policy, statements]]) };
    }
    case "DeleteRolePolicy":
      return { ...role, policies: new Map([...role.policies].filter(([name]) => name !== call.policy)) };
    default:
      return undefined;
  }
}

function readTrust(role: string, document: string): readonly Statement[] {
  return readPolicy("trust policy", `Trust policy of role ${role}`, document);
}

type IamCall = ReturnType<typeof iamCall>;

function iamCall({ service, body }: ServiceRequest) {
  const call = new URLSearchParams(service === "iam" ? body.toString("utf8") : "");
  return {
    action: call.get("Action") ?? "",
    role: call.get("RoleName") ?? "",
    policy: call.get("PolicyName") ?? "",
    document: call.get("PolicyDocument") ?? "",
    trust: call.get("AssumeRolePolicyDocument") ?? "",
  };
}

function nameOf(role: string): string {
  return role.slice(role.lastIndexOf("/") + 1);
}
