import { elementOf, queryCall } from "./query-call";

/** A statement of the role's only policy. */
export interface RoleStatement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export interface TakenRoleProps {
  /** Of the local cloud. */
  readonly endpoint: string;
  readonly region: string;
  /** The account is the one of the local cloud. */
  readonly roleArn: string;
  readonly statements: readonly RoleStatement[];
}

/**
 * Makes a role that everybody in its account may take, and takes it.
 *
 * @returns keys for an SDK client
 * @throws Error in AWS's words when the role cannot be made or taken
 */
export async function makeAndTakeRole({ endpoint, region, roleArn, statements }: TakenRoleProps) {
  const [accountId = "", name = ""] = [roleArn.split(":")[4], roleArn.split("/").at(-1)];
  const call = (service: "iam" | "sts", parameters: Readonly<Record<string, string>>) =>
    queryCall(endpoint, { region, service }, parameters);
  const account = { AWS: `arn:aws:iam::${accountId}:root` };
  await call("iam", {
    Action: "CreateRole",
    RoleName: name,
    AssumeRolePolicyDocument: document([{ Effect: "Allow", Principal: account, Action: "sts:AssumeRole" }]),
  });
  const allowed = statements.map(({ actions, resources }) => ({
    Effect: "Allow",
    Action: actions,
    Resource: resources,
  }));
  await call("iam", {
    Action: "PutRolePolicy",
    RoleName: name,
    PolicyName: "permissions",
    PolicyDocument: document(allowed),
  });
  const taken = await call("sts", { Action: "AssumeRole", RoleArn: roleArn, RoleSessionName: "demo" });
  return {
    accessKeyId: elementOf(taken, "AccessKeyId"),
    secretAccessKey: elementOf(taken, "SecretAccessKey"),
    sessionToken: elementOf(taken, "SessionToken"),
  };
}

function document(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
