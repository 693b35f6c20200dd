import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import type { LocalTable } from "./local-dynamodb";

/** Region and keys for everything that talks to loopback services. */
export const LOOPBACK_ENVIRONMENT = {
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
} as const;

export interface DynaliteProcess {
  readonly endpoint: string;
  /** For this process; the caller need not destroy it. */
  readonly client: DynamoDBClient;
  stop(): Promise<void>;
}

/** Starts dynalite in a process of its own, so that its work is not counted as that of the function, and makes a table. */
export async function startDynalite(table: LocalTable): Promise<DynaliteProcess> {
  const child = spawn(process.execPath, [path.join(__dirname, "dynalite-server.cjs")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const lines = createInterface(child.stdout);
  const [port] = (await Promise.race([
    once(lines, "line"),
    ended.then(([code]) => {
      throw new Error(`dynalite ended with exit code ${String(code)} before it listened. Its error is above.`);
    }),
  ])) as [string];
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({
    endpoint,
    region: LOOPBACK_ENVIRONMENT.AWS_REGION,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const { TableName, KeySchema, AttributeDefinitions } = table;
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [...KeySchema],
      AttributeDefinitions: [...AttributeDefinitions],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName });
  const stop = async () => {
    client.destroy();
    child.stdin.end();
    await ended;
  };
  return { endpoint, client, stop };
}
