import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { GlueClient } from "@aws-sdk/client-glue";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LakeFormationClient } from "@aws-sdk/client-lakeformation";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { startLocalCloud, type LocalCloud } from "../../src/local-cloud";

export const REGION = "eu-central-1";
export const ACCOUNT = "123456789012";

/** The first start on a machine installs moto. */
export const START_TIMEOUT_MILLISECONDS = 300_000;

/** A local cloud of one test. */
export interface CloudUnderTest {
  readonly cloud: LocalCloud;
  /** Lines that functions wrote, by function. */
  readonly functionLines: ReadonlyMap<string, readonly string[]>;
  /** What went wrong inside an engine. */
  readonly errors: readonly Error[];
  /** Ends everything and removes the folder. */
  stop(): Promise<void>;
}

export async function startCloudUnderTest(): Promise<CloudUnderTest> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "local-cloud-test-"));
  const functionLines = new Map<string, string[]>();
  const errors: Error[] = [];
  const cloud = await startLocalCloud({
    accountId: ACCOUNT,
    region: REGION,
    folder,
    onError: (error) => errors.push(error),
    onFunctionLog: (name, line) => functionLines.set(name, [...(functionLines.get(name) ?? []), line]),
  });
  return {
    cloud,
    functionLines,
    errors,
    stop: async () => {
      await cloud.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Clients of one endpoint: the gateway's, or the emulator's own. */
export interface Clients {
  readonly endpoint: string;
  readonly dynamodb: DynamoDBClient;
  readonly firehose: FirehoseClient;
  readonly glue: GlueClient;
  readonly kinesis: KinesisClient;
  readonly lakeFormation: LakeFormationClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly destroy: () => void;
}

/** All of them speak HTTP/1.1, which is all that the emulator understands. */
export function clientsOf(endpoint: string): Clients {
  const configuration = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
  };
  const clients = {
    dynamodb: new DynamoDBClient(configuration),
    firehose: new FirehoseClient(configuration),
    glue: new GlueClient(configuration),
    kinesis: new KinesisClient(configuration),
    lakeFormation: new LakeFormationClient(configuration),
    lambda: new LambdaClient(configuration),
    s3: new S3Client({ ...configuration, forcePathStyle: true }),
  };
  return {
    endpoint,
    ...clients,
    destroy: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** The one cloud that all parts of cloud.test.ts share: each of them uses names of its own. */
export const shared = {} as { underTest: CloudUnderTest; gateway: Clients; emulator: Clients };

export async function startShared(): Promise<void> {
  shared.underTest = await startCloudUnderTest();
  shared.gateway = clientsOf(shared.underTest.cloud.endpoint);
  shared.emulator = clientsOf(shared.underTest.cloud.emulatorEndpoint);
}

export async function stopShared(): Promise<void> {
  shared.gateway.destroy();
  shared.emulator.destroy();
  await shared.underTest.stop();
}
