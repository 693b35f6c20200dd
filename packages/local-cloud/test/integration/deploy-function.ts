import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import type { Clients } from "./cloud-under-test";
import { createRole } from "./roles";

/** Deploys a function with one file, `index.js`, the handler `index.handler` and a role of its own. */
export async function deployFunction(
  { endpoint, lambda }: Clients,
  name: string,
  code: string,
  ...statements: Parameters<typeof createRole>[2][]
): Promise<void> {
  const Role = await createRole(endpoint, { name, service: "lambda" }, ...statements);
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Role,
      Timeout: 10,
      MemorySize: 256,
      Code: { ZipFile: zipSync({ "index.js": strToU8(code) }) },
    }),
  );
}
