import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";

/** Calls of the deduplication index in flight at a time, and sockets for them. */
export const CLAIM_CONCURRENCY = 64;

/** The clients of the function: one each, made once, so that connections outlive an invocation. */
export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly firehose: FirehoseClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
}

/**
 * Makes the clients. They read region, keys and endpoint from the environment, as the SDK does by itself.
 *
 * A put of one small item is answered in milliseconds, so waiting 2 seconds is giving up on a dead connection. A call with
 * 4 MiB is given 10.
 */
export function createClients(): Clients {
  return {
    dynamodb: new DynamoDBClient({ maxAttempts: 4, requestHandler: connections(2_000, CLAIM_CONCURRENCY) }),
    firehose: new FirehoseClient({ maxAttempts: 3, requestHandler: connections(10_000) }),
    sqs: new SQSClient({ maxAttempts: 3, requestHandler: connections(5_000) }),
    s3: new S3Client({ maxAttempts: 3, requestHandler: connections(10_000) }),
  };
}

/** Kept-alive connections, which is the SDK's default; without `throwOnRequestTimeout` a late answer only logs a warning. */
function connections(requestTimeout: number, maxSockets = 50) {
  const agent = { keepAlive: true, maxSockets };
  return {
    connectionTimeout: 1_000,
    requestTimeout,
    throwOnRequestTimeout: true,
    httpsAgent: agent,
    httpAgent: agent,
  };
}
