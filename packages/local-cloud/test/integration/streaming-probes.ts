import { CreateDeliveryStreamCommand, PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import { CreateStreamCommand, ListTagsForStreamCommand } from "@aws-sdk/client-kinesis";
import { CreateEventSourceMappingCommand, GetEventSourceMappingCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { AmendmentProbe } from "./amendment-probe";
import { ACCOUNT, REGION } from "./cloud-under-test";
import { deployFunction } from "./deploy-function";
import { pollUntil } from "../poll-until";
import { createRole, READ_STREAM } from "./roles";

export const streamingProbes: readonly AmendmentProbe[] = [
  {
    title: "keeps the tags that a stream is made with",
    amendment: "kinesisCreateStreamTags in src/amendments/kinesis-streams.ts",
    observe: async ({ kinesis }, name) => {
      await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1, Tags: { team: "lake" } }));
      return (await kinesis.send(new ListTagsForStreamCommand({ StreamName: name }))).Tags;
    },
    right: [{ Key: "team", Value: "lake" }],
    wrong: [],
  },
  {
    title: "runs a function that is invoked",
    amendment: "invokeWith in src/lambda/lambda-runner.ts and src/lambda/deployed-functions.ts",
    observe: async (clients, name) => {
      await deployFunction(clients, name, "exports.handler = async ({ number }) => ({ doubled: 2 * number });");
      const { Payload: payload, FunctionError: error } = await clients.lambda.send(
        new InvokeCommand({ FunctionName: name, Payload: JSON.stringify({ number: 21 }) }),
      );
      return { payload: payload?.transformToString(), error };
    },
    right: { payload: JSON.stringify({ doubled: 42 }), error: undefined },
    wrong: { payload: expect.stringMatching(/^error running docker/) as string, error: "Handled" },
  },
  {
    title: "gives an event source mapping the defaults of Lambda",
    amendment: "src/lambda/event-source-mappings.ts",
    observe: async (clients, name) => {
      const { kinesis, lambda } = clients;
      await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
      const Resource = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/${name}`;
      await deployFunction(clients, name, "exports.handler = async () => ({});", { Action: READ_STREAM, Resource });
      const { UUID: uuid } = await lambda.send(
        new CreateEventSourceMappingCommand({
          EventSourceArn: Resource,
          FunctionName: name,
          StartingPosition: "TRIM_HORIZON",
        }),
      );
      const mapping = await lambda.send(new GetEventSourceMappingCommand({ UUID: uuid }));
      return {
        batchSize: mapping.BatchSize,
        retries: mapping.MaximumRetryAttempts,
        recordAge: mapping.MaximumRecordAgeInSeconds,
        parallelization: mapping.ParallelizationFactor,
        bisect: mapping.BisectBatchOnFunctionError,
      };
    },
    right: { batchSize: 100, retries: -1, recordAge: -1, parallelization: 1, bisect: false },
    wrong: { batchSize: 100 },
  },
  {
    title: "evaluates the prefix of a delivery stream",
    amendment: "src/firehose/put-records.ts",
    observe: async ({ endpoint, firehose, s3 }, name) => {
      const writes = { Action: "s3:PutObject", Resource: `arn:aws:s3:::${name}/*` };
      const RoleARN = await createRole(endpoint, { name, service: "firehose" }, writes);
      await s3.send(
        new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint: REGION } }),
      );
      await firehose.send(
        new CreateDeliveryStreamCommand({
          DeliveryStreamName: name,
          ExtendedS3DestinationConfiguration: {
            BucketARN: `arn:aws:s3:::${name}`,
            RoleARN,
            Prefix: "data/dt=!{timestamp:yyyy}/",
            ErrorOutputPrefix: "errors/!{firehose:error-output-type}/",
            BufferingHints: { IntervalInSeconds: 0, SizeInMBs: 1 },
          },
        }),
      );
      await firehose.send(
        new PutRecordBatchCommand({ DeliveryStreamName: name, Records: [{ Data: Buffer.from("event\n") }] }),
      );
      const { Contents: objects } = await pollUntil(
        () => s3.send(new ListObjectsV2Command({ Bucket: name })),
        ({ KeyCount: count }) => (count ?? 0) > 0,
      );
      return (objects ?? []).map(({ Key: key = "" }) => key.split("/").slice(0, 2).join("/"));
    },
    right: [`data/dt=${new Date().getUTCFullYear()}`],
    wrong: ["data/dt=!{timestamp:yyyy}"],
  },
];
