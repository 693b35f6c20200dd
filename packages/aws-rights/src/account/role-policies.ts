import { formOf, type AwsCall } from "../aws-call";
import { readPolicy, type Statement } from "../policies/policy";

interface DeployedRole {
  readonly trust: readonly Statement[];
  /** Inline policies by name. */
  readonly policies: ReadonlyMap<string, readonly Statement[]>;
  /** ARNs of managed policies. */
  readonly attached: ReadonlySet<string>;
  /** ARN of the managed policy that bounds it. */
  readonly boundary?: string;
}

/** The roles: who may take each, and what it may do. Learnt from the calls that make them. */
export class RolePolicies {
  private readonly roles = new Map<string, DeployedRole>();
  /** Managed policies of the account, by name. */
  private readonly managed = new Map<string, readonly Statement[]>();

  /** What the inline and attached policies of a role say. @param role ARN or name */
  statementsOf(role: string): readonly Statement[] {
    const { policies, attached } = this.roles.get(nameOf(role)) ?? NO_RIGHTS;
    return [...policies.values(), ...[...attached].map((policy) => this.managed.get(nameOf(policy)) ?? [])].flat();
  }

  /** ARN of the permissions boundary of a role; undefined without one. @param role ARN or name */
  boundaryArnOf(role: string): string | undefined {
    return this.roles.get(nameOf(role))?.boundary;
  }

  /** The most that a role may do; undefined: anything. @param role ARN or name */
  boundaryOf(role: string): readonly Statement[] | undefined {
    const boundary = this.boundaryArnOf(role);
    return boundary === undefined ? undefined : (this.managed.get(nameOf(boundary)) ?? []);
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
  check(request: AwsCall): void {
    const call = iamCall(request);
    if (call.action === "AttachRolePolicy" && !this.managed.has(nameOf(call.policyArn))) {
      throw new Error(
        `AttachRolePolicy of role ${call.role}: got ${call.policyArn}; rights are decided by policies that the account made. Make one, or test on AWS.`,
      );
    }
    if (MANAGED.has(call.action)) readManaged(call);
    else changed(this.roles.get(call.role), call);
  }

  /** Learns from a call that was answered well. */
  learn(request: AwsCall): void {
    const call = iamCall(request);
    if (call.action === "DeleteRole") this.roles.delete(call.role);
    if (call.action === "DeletePolicy") this.managed.delete(nameOf(call.policyArn));
    if (MANAGED.has(call.action)) this.managed.set(nameOf(call.policyArn || call.policy), readManaged(call));
    const role = changed(this.roles.get(call.role), call);
    if (role !== undefined) this.roles.set(call.role, role);
  }
}

/** Calls after which a managed policy is what they bring; Terraform sets a new version as the default. */
const MANAGED = new Set(["CreatePolicy", "CreatePolicyVersion"]);

function readManaged(call: IamCall): readonly Statement[] {
  const name = `Managed policy "${nameOf(call.policyArn || call.policy)}"`;
  return readPolicy("identity-based policy", name, call.document);
}

const NO_RIGHTS: DeployedRole = { trust: [], policies: new Map(), attached: new Set() };

/** The role after a call; undefined for a call that changes none. */
function changed(role: DeployedRole = NO_RIGHTS, call: IamCall): DeployedRole | undefined {
  switch (call.action) {
    case "CreateRole":
      return { ...role, trust: readTrust(call.role, call.trust), boundary: call.boundary };
    case "AttachRolePolicy":
      return { ...role, attached: new Set([...role.attached, call.policyArn]) };
    case "DetachRolePolicy":
      return { ...role, attached: new Set([...role.attached].filter((policy) => policy !== call.policyArn)) };
    case "PutRolePermissionsBoundary":
      return { ...role, boundary: call.boundary };
    case "DeleteRolePermissionsBoundary":
      return { ...role, boundary: undefined };
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

function iamCall(request: AwsCall) {
  const call = request.service === "iam" ? formOf(request) : new URLSearchParams();
  return {
    action: call.get("Action") ?? "",
    role: call.get("RoleName") ?? "",
    policy: call.get("PolicyName") ?? "",
    document: call.get("PolicyDocument") ?? "",
    policyArn: call.get("PolicyArn") ?? "",
    boundary: call.get("PermissionsBoundary") ?? undefined,
    trust: call.get("AssumeRolePolicyDocument") ?? "",
  };
}

function nameOf(role: string): string {
  return role.slice(role.lastIndexOf("/") + 1);
}
