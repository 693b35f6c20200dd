import { policyDocument, type PolicyStatement } from "../../modules/iam";
import { elementOf, queryCall } from "./query-call";

export interface TakenRoleProps {
  /** Of the local cloud. */
  readonly endpoint: string;
  readonly region: string;
  /** The account is the one of the local cloud. */
  readonly roleArn: string;
  /** Of the role's only policy. */
  readonly statements: readonly PolicyStatement[];
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
  const account = { aws: `arn:aws:iam::${accountId}:root` };
  await call("iam", {
    Action: "CreateRole",
    RoleName: name,
    AssumeRolePolicyDocument: policyDocument([{ actions: ["sts:AssumeRole"], principals: account }]),
  });
  await call("iam", {
    Action: "PutRolePolicy",
    RoleName: name,
    PolicyName: "permissions",
    PolicyDocument: policyDocument(statements),
  });
  const taken = await call("sts", { Action: "AssumeRole", RoleArn: roleArn, RoleSessionName: "demo" });
  return {
    accessKeyId: elementOf(taken, "AccessKeyId"),
    secretAccessKey: elementOf(taken, "SecretAccessKey"),
    sessionToken: elementOf(taken, "SessionToken"),
  };
}
