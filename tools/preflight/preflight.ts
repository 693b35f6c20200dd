import { readFileSync } from "node:fs";
import path from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { GlueClient } from "@aws-sdk/client-glue";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LakeFormationClient } from "@aws-sdk/client-lakeformation";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, NoSuchBucket, NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import type { Environment } from "../../environments/schema";
import type { NamedAdministrators } from "../bootstrap/lake-formation-settings";
import { accountLine, lakeFormationLine, regionLine, stateBucketLine } from "./account-lines";
import { lineOf, type PreflightLine } from "./preflight-line";
import { concurrencyLine, deliveryLines, streamLine } from "./quota-lines";
import { namedResources, type NamedResource, resourcesInState, takenNamesLine } from "./taken-names";

export interface PreflightOptions {
  readonly environment: Environment;
  /** Those whom the account stack names. */
  readonly named: NamedAdministrators;
  /** Folder of the synthesised stack of the environment. */
  readonly folder: string;
}

/** The part of a synthesised stack that is read here. */
interface StackJson {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly terraform: { readonly backend: { readonly s3: { readonly bucket: string; readonly key: string } } };
}

/**
 * What would stop a first deployment, or be taken away by it. Reads, and changes nothing. In another account nothing else is
 * looked at: what is there says nothing about this environment.
 */
export async function preflight({ environment, named, folder }: PreflightOptions): Promise<readonly PreflightLine[]> {
  const { region } = environment;
  const where = regionLine(environment);
  if (where.verdict === "stop") return [where];
  const configuration = { region, maxAttempts: 3 };
  const clients = {
    dynamodb: new DynamoDBClient(configuration),
    firehose: new FirehoseClient(configuration),
    glue: new GlueClient(configuration),
    kinesis: new KinesisClient(configuration),
    lakeFormation: new LakeFormationClient(configuration),
    lambda: new LambdaClient(configuration),
    // A bucket of the local cloud is a path, not a host.
    s3: new S3Client({ ...configuration, forcePathStyle: process.env["AWS_ENDPOINT_URL"] !== undefined }),
    sqs: new SQSClient(configuration),
    sts: new STSClient(configuration),
  };
  try {
    const account = await accountLine(clients.sts, environment);
    if (account.verdict === "stop") return [where, account];
    const stack = JSON.parse(readFileSync(path.join(folder, "cdk.tf.json"), "utf8")) as StackJson;
    const wanted = namedResources(stack.resource);
    const { bucket, key } = stack.terraform.backend.s3;
    return [
      where,
      account,
      await stateBucketLine(clients.s3, environment),
      await lakeFormationLine(clients.lakeFormation, environment, named),
      ...(await withState(clients.s3, bucket, key, async (known) => [
        await takenNamesLine(clients, environment, wanted, known),
        await streamLine(
          clients.kinesis,
          environment,
          known.some(({ type }) => type === "aws_kinesis_stream"),
        ),
      ])),
      ...(environment.processing === "in-flight" ? [await concurrencyLine(clients.lambda, environment)] : []),
      ...deliveryLines(environment),
    ];
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

/** What Terraform has deployed is neither taken nor new. */
async function withState(
  s3: S3Client,
  bucket: string,
  key: string,
  look: (known: readonly NamedResource[]) => Promise<readonly PreflightLine[]>,
): Promise<readonly PreflightLine[]> {
  let known: readonly NamedResource[] = [];
  const unreadable = await lineOf(
    "Terraform's state",
    `s3:GetObject on ${bucket}/${key}, kms:Decrypt on its key`,
    async () => {
      known = await deployedResources(s3, bucket, key);
      return { what: "Terraform's state", found: "", verdict: "ok" };
    },
  );
  return unreadable.verdict === "ok" ? look(known) : [unreadable];
}

async function deployedResources(s3: S3Client, bucket: string, key: string): Promise<readonly NamedResource[]> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return resourcesInState((await Body?.transformToString()) ?? "{}");
  } catch (error) {
    if (error instanceof NoSuchKey || error instanceof NoSuchBucket) return [];
    throw error;
  }
}
