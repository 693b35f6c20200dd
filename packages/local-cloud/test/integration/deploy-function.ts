import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { signedFor } from "../gateway/service-call";
import { ACCOUNT, type Clients } from "./cloud-under-test";

/** Deploys a function with one file, `index.js`, the handler `index.handler` and a role of its own. */
export async function deployFunction({ endpoint, lambda }: Clients, name: string, code: string): Promise<void> {
  await createRole(endpoint, name);
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Role: `arn:aws:iam::${ACCOUNT}:role/${name}`,
      Timeout: 10,
      MemorySize: 256,
      Code: { ZipFile: zipSync({ "index.js": strToU8(code) }) },
    }),
  );
}

async function createRole(endpoint: string, name: string): Promise<void> {
  const trust = {
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  await callIam(endpoint, "CreateRole", { RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) });
}

/** A call by hand: the project has no client of IAM. */
export async function callIam(
  endpoint: string,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<void> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: signedFor("iam"),
    body: new URLSearchParams({ Action: action, Version: "2010-05-08", ...parameters }),
  });
  if (!response.ok) throw new Error(`${action} answered ${response.status}: ${await response.text()}`);
}
