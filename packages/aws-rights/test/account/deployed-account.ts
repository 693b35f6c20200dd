import { AccountRights, refusalText, type AwsCall } from "../../src";
import { formCall } from "../aws-calls";

export const PLACE = { accountId: "111111111111", region: "eu-central-1" };
export const ROLE = "arn:aws:iam::111111111111:role/deduplicator";
export const SESSION = { roleArn: ROLE, principal: "arn:aws:sts::111111111111:assumed-role/deduplicator/run" };
export const KEY = "arn:aws:kms:eu-central-1:111111111111:key/k";

const ANSWER = { body: new TextEncoder().encode("{}") };

/** An account with the role `deduplicator`, and what a person and the role call. */
export function deployedAccount(...statements: readonly object[]) {
  const rights = new AccountRights(PLACE, (iterator) => iterator.split(":")[0]);
  const deploy = (call: AwsCall) => {
    rights.check(call);
    rights.learn(call, ANSWER);
  };
  const iam = (action: string, form: Readonly<Record<string, string>>) => {
    deploy(formCall("iam", { Action: action, RoleName: "deduplicator", ...form }));
  };
  const put = (...all: readonly object[]) => {
    iam("PutRolePolicy", { PolicyName: "rights", PolicyDocument: JSON.stringify({ Statement: all }) });
  };
  const trust = (statement: object) => {
    iam("CreateRole", { AssumeRolePolicyDocument: JSON.stringify({ Statement: [statement] }) });
  };
  /** `passes`, or why not. */
  const outcome = (call: AwsCall) => {
    const decided = rights.decideCall(SESSION, call);
    if (decided === undefined) return "not known";
    const refused = decided.find(({ decision }) => !decision.allowed);
    return refused === undefined ? "passes" : refusalText("The role", refused.access, refused.decision);
  };
  trust({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
  put(...statements);
  return { rights, deploy, iam, put, trust, outcome };
}
