import type { Amendment } from "../gateway/gateway";
import type { Forward, ServiceRequest, ServiceResponse } from "../gateway/service-message";
import { readPolicy, type Statement } from "./policy";

/** What else could give a role rights, or take them. Nothing here decides by it. */
const REFUSED = new Set(["AttachRolePolicy", "PutRolePermissionsBoundary"]);

/** The inline policies of roles, as they pass through the gateway: each is read when it is put, and refused if it cannot be. */
export class RolePolicies implements Amendment {
  private readonly roles = new Map<string, Map<string, readonly Statement[]>>();

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (request.service !== "iam") return undefined;
    const call = new URLSearchParams(request.body.toString("utf8"));
    const action = call.get("Action") ?? "";
    const role = call.get("RoleName") ?? "";
    const policy = call.get("PolicyName") ?? "";
    if (REFUSED.has(action)) {
      const message = `${action} of role ${role}: the local cloud decides by inline policies only. Put an inline policy, or test on AWS.`;
      return Promise.resolve(invalidInput(message));
    }
    if (action === "PutRolePolicy") return this.put(role, policy, call.get("PolicyDocument") ?? "", request, forward);
    if (action === "DeleteRolePolicy") return this.after(forward(request), () => this.roles.get(role)?.delete(policy));
    if (action === "DeleteRole") return this.after(forward(request), () => this.roles.delete(role));
    return undefined;
  }

  /** @param role ARN or name */
  statementsOf(role: string): readonly Statement[] {
    const name = role.slice(role.lastIndexOf("/") + 1);
    return [...(this.roles.get(name)?.values() ?? [])].flat();
  }

  private async put(role: string, policy: string, document: string, request: ServiceRequest, forward: Forward) {
    let statements: readonly Statement[];
    try {
      statements = readPolicy(`Inline policy "${policy}" of role ${role}`, document);
    } catch (error) {
      return invalidInput(error instanceof Error ? error.message : String(error));
    }
    return this.after(forward(request), () => {
      const policies = this.roles.get(role) ?? new Map<string, readonly Statement[]>();
      this.roles.set(role, policies.set(policy, statements));
    });
  }

  private async after(answer: Promise<ServiceResponse>, change: () => void): Promise<ServiceResponse> {
    const response = await answer;
    if (response.status < 300) change();
    return response;
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
function invalidInput(message: string): ServiceResponse {
  const escaped = message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return {
    status: 400,
    headers: { "content-type": "text/xml" },
    body: Buffer.from(
      `<ErrorResponse><Error><Type>Sender</Type><Code>MalformedPolicyDocument</Code><Message>${escaped}</Message></Error></ErrorResponse>`,
    ),
  };
}
