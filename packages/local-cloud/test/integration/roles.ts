import { signedFor } from "../gateway/service-call";
import { ACCOUNT } from "./cloud-under-test";

/** What an event source mapping needs of its stream. */
export const READ_STREAM = [
  "kinesis:DescribeStreamSummary",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:ListShards",
];

/** Makes a role that a service takes, and gives it rights. @returns its ARN */
export async function createRole(
  endpoint: string,
  { name, service }: { readonly name: string; readonly service: string },
  ...statements: readonly {
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
  }[]
): Promise<string> {
  const trust = {
    Statement: [{ Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" }],
  };
  await callIam(endpoint, "CreateRole", { RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) });
  const rights = { Version: "2012-10-17", Statement: statements.map((one) => ({ Effect: "Allow", ...one })) };
  if (statements.length > 0) {
    const PolicyDocument = JSON.stringify(rights);
    await callIam(endpoint, "PutRolePolicy", { RoleName: name, PolicyName: "rights", PolicyDocument });
  }
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

/** A call by hand: the project has no client of IAM. */
async function callIam(endpoint: string, action: string, parameters: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: signedFor("iam"),
    body: new URLSearchParams({ Action: action, Version: "2010-05-08", ...parameters }),
  });
  if (!response.ok) throw new Error(`${action} answered ${response.status}: ${await response.text()}`);
}
