import { AthenaClient } from "@aws-sdk/client-athena";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { GlueClient } from "@aws-sdk/client-glue";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";

export type VerifyClients = ReturnType<typeof verifyClients>;

/** Clients with the credentials and the endpoint of the shell. */
export function verifyClients(region: string) {
  const configuration = { region };
  return {
    athena: new AthenaClient(configuration),
    cloudWatch: new CloudWatchClient(configuration),
    glue: new GlueClient(configuration),
    kinesis: new KinesisClient(configuration),
    // A bucket of the local cloud is a path, not a host.
    s3: new S3Client({ ...configuration, forcePathStyle: process.env["AWS_ENDPOINT_URL"] !== undefined }),
    sqs: new SQSClient(configuration),
    sts: new STSClient(configuration),
  };
}
