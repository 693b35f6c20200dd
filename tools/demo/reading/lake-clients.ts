import { FirehoseClient } from "@aws-sdk/client-firehose";
import { GlueClient } from "@aws-sdk/client-glue";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { requireLoopback } from "../../../packages/local-cloud/src/loopback-guard";

export type LakeClients = ReturnType<typeof lakeClients>;

/**
 * The clients that a producer and a reader of the lake would use, all on one endpoint of this machine.
 *
 * @throws NotLoopbackError for any other endpoint
 */
export function lakeClients(endpoint: string, region: string) {
  const configuration = {
    endpoint: requireLoopback(endpoint),
    region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  return {
    firehose: new FirehoseClient(configuration),
    glue: new GlueClient(configuration),
    kinesis: new KinesisClient(configuration),
    lambda: new LambdaClient(configuration),
    s3: new S3Client({ ...configuration, forcePathStyle: true }),
    sqs: new SQSClient(configuration),
  };
}
