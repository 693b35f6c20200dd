import { policyDocument, type PolicyStatement } from "../../modules/iam";
import { elementOf, queryCall } from "./query-call";

export interface TakenRoleProps {
  /** Of the local cloud. */
  readonly endpoint: string;
  readonly region: string;
  /** The account is the one of the local cloud. */
  readonly roleArn: string;
}

/** Keys for an SDK client. */
export type TakenRole = Awaited<ReturnType<typeof takeRole>>;

/**
 * Takes a role that is there.
 *
 * @throws Error in AWS's words when the role's trust policy does not let it
 */
export async function takeRole({ endpoint, region, roleArn }: TakenRoleProps) {
  const call = { Action: "AssumeRole", RoleArn: roleArn, RoleSessionName: "demo" };
  const taken = await queryCall(endpoint, { region, service: "sts" }, call);
  return {
    accessKeyId: elementOf(taken, "AccessKeyId"),
    secretAccessKey: elementOf(taken, "SecretAccessKey"),
    sessionToken: elementOf(taken, "SessionToken"),
  };
}

/**
 * Makes a role that everybody in its account may take, with these statements as its only policy, and takes it.
 *
 * @throws Error in AWS's words when the role cannot be made or taken
 */
export async function makeAndTakeRole({
  statements,
  ...role
}: TakenRoleProps & { readonly statements: readonly PolicyStatement[] }): Promise<TakenRole> {
  const { endpoint, region, roleArn } = role;
  const [accountId = "", name = ""] = [roleArn.split(":")[4], roleArn.split("/").at(-1)];
  const call = (parameters: Readonly<Record<string, string>>) =>
    queryCall(endpoint, { region, service: "iam" }, parameters);
  const account = { aws: `arn:aws:iam::${accountId}:root` };
  await call({
    Action: "CreateRole",
    RoleName: name,
    AssumeRolePolicyDocument: policyDocument([{ actions: ["sts:AssumeRole"], principals: account }]),
  });
  await call({
    Action: "PutRolePolicy",
    RoleName: name,
    PolicyName: "permissions",
    PolicyDocument: policyDocument(statements),
  });
  return takeRole(role);
}
