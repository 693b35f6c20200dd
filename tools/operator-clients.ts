import { AthenaClient } from "@aws-sdk/client-athena";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { GlueClient } from "@aws-sdk/client-glue";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import type { Environment } from "../environments/schema";
import { accountLine } from "./preflight/account-lines";

export type OperatorClients = ReturnType<typeof operatorClients>;

/** Longest that an invocation of a function is waited for, in milliseconds: its own limit is two minutes. */
const LONGEST_INVOCATION = 150_000;

function operatorClients(region: string) {
  const configuration = { region };
  return {
    athena: new AthenaClient(configuration),
    cloudWatch: new CloudWatchClient(configuration),
    firehose: new FirehoseClient(configuration),
    glue: new GlueClient(configuration),
    kinesis: new KinesisClient(configuration),
    // An invocation that is tried again while the first is at work would only take longer.
    lambda: new LambdaClient({
      ...configuration,
      requestHandler: { requestTimeout: LONGEST_INVOCATION },
      maxAttempts: 1,
    }),
    // A bucket of the local cloud is a path, not a host.
    s3: new S3Client({ ...configuration, forcePathStyle: process.env["AWS_ENDPOINT_URL"] !== undefined }),
    sqs: new SQSClient(configuration),
    sts: new STSClient(configuration),
  };
}

/**
 * Operates an environment with the credentials and the endpoint of the shell.
 *
 * @throws Error when the credentials are another account's, before anything else is done
 */
export async function asOperator<T>(
  environment: Environment,
  work: (clients: OperatorClients) => Promise<T>,
): Promise<T> {
  const clients = operatorClients(environment.region);
  try {
    const account = await accountLine(clients.sts, environment);
    if (account.verdict === "stop") {
      throw new Error(`${account.found}; needed: ${account.needed ?? ""}. ${account.todo ?? ""}`);
    }
    return await work(clients);
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}
