import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { GlueClient } from "@aws-sdk/client-glue";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { requireLoopback } from "@event-lake/local-cloud/loopback-guard";
import type { LocalCloud } from "@event-lake/local-cloud";
import type { StageLog } from "../../stage-log";
import type { Environment } from "../../../environments/schema";

export type LakeClients = ReturnType<typeof lakeClients>;

/** Milliseconds: the SDK alone would wait for an answer for ever. */
const LONGEST_CALL = 70_000;

/** What every step of the demo works with. */
export interface DemoRun {
  readonly environment: Environment;
  readonly cloud: LocalCloud;
  readonly clients: LakeClients;
  readonly log: StageLog;
  /** Aborts when the person has seen enough. */
  readonly signal: AbortSignal;
}

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
    requestHandler: { requestTimeout: LONGEST_CALL, throwOnRequestTimeout: true },
  };
  return {
    cloudWatch: new CloudWatchClient(configuration),
    firehose: new FirehoseClient(configuration),
    glue: new GlueClient(configuration),
    kinesis: new KinesisClient(configuration),
    lambda: new LambdaClient(configuration),
    s3: new S3Client({ ...configuration, forcePathStyle: true }),
    sqs: new SQSClient(configuration),
  };
}

/** Objects fetched at a time. */
const CONCURRENCY = 8;

/**
 * Copies everything under a prefix of a bucket into a folder, which is emptied first.
 *
 * @returns the keys of the objects
 */
export async function downloadPrefix(s3: S3Client, bucket: string, prefix: string, folder: string): Promise<string[]> {
  rmSync(path.join(folder, prefix), { recursive: true, force: true });
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    // A key that ends with a slash marks a folder, and holds nothing.
    keys.push(...(page.Contents ?? []).flatMap(({ Key = "/" }) => (Key.endsWith("/") ? [] : [Key])));
  }
  const waiting = [...keys];
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const file = path.join(folder, key);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, (await Body?.transformToByteArray()) ?? new Uint8Array());
      }
    }),
  );
  return keys;
}
