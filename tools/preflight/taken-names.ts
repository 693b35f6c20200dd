import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeDeliveryStreamCommand, type FirehoseClient } from "@aws-sdk/client-firehose";
import { GetCrawlerCommand, GetDatabaseCommand, GetJobCommand, type GlueClient } from "@aws-sdk/client-glue";
import { DescribeStreamSummaryCommand, type KinesisClient } from "@aws-sdk/client-kinesis";
import { GetFunctionConfigurationCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { S3Client } from "@aws-sdk/client-s3";
import { GetQueueUrlCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { bucketOwner } from "./account-lines";
import { lineOf, type PreflightLine } from "./preflight-line";

/** Clients of the services whose names are looked up. */
export interface NameClients {
  readonly dynamodb: DynamoDBClient;
  readonly firehose: FirehoseClient;
  readonly glue: GlueClient;
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

/** A resource as a synthesised stack or a state names it. */
export interface NamedResource {
  /** Type of Terraform's, for example `aws_s3_bucket`. */
  readonly type: string;
  readonly name: string;
}

interface Kind {
  /** Attribute that holds the name. */
  readonly attribute: string;
  /** Ends without an error when AWS has one of this name. */
  readonly find: (clients: NameClients, name: string) => Promise<unknown>;
}

/** Kinds of resources whose names are looked up: those that hold data, and those that work on it. */
const KINDS: Readonly<Record<string, Kind>> = {
  aws_dynamodb_table: {
    attribute: "name",
    find: ({ dynamodb }, TableName) => dynamodb.send(new DescribeTableCommand({ TableName })),
  },
  aws_glue_catalog_database: {
    attribute: "name",
    find: ({ glue }, Name) => glue.send(new GetDatabaseCommand({ Name })),
  },
  aws_glue_crawler: { attribute: "name", find: ({ glue }, Name) => glue.send(new GetCrawlerCommand({ Name })) },
  aws_glue_job: { attribute: "name", find: ({ glue }, JobName) => glue.send(new GetJobCommand({ JobName })) },
  aws_kinesis_firehose_delivery_stream: {
    attribute: "name",
    find: ({ firehose }, DeliveryStreamName) =>
      firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName })),
  },
  aws_kinesis_stream: {
    attribute: "name",
    find: ({ kinesis }, StreamName) => kinesis.send(new DescribeStreamSummaryCommand({ StreamName })),
  },
  aws_lambda_function: {
    attribute: "function_name",
    find: ({ lambda }, FunctionName) => lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
  },
  aws_sqs_queue: { attribute: "name", find: ({ sqs }, QueueName) => sqs.send(new GetQueueUrlCommand({ QueueName })) },
};

const BUCKET = "aws_s3_bucket";

/** How the services say that there is none of this name. */
const ABSENT = new Set([
  "AWS.SimpleQueueService.NonExistentQueue",
  "EntityNotFoundException",
  "QueueDoesNotExist",
  "ResourceNotFoundException",
]);

/** The resources of a synthesised stack whose names can be looked up. @param resources `resource` of its JSON */
export function namedResources(
  resources: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>,
): readonly NamedResource[] {
  return Object.entries(resources).flatMap(([type, instances]) =>
    Object.values(instances).flatMap((values) => named(type, values)),
  );
}

/** What a Terraform state has of them. @param state its text, version 4 */
export function resourcesInState(state: string): readonly NamedResource[] {
  const { resources = [] } = JSON.parse(state) as StateFile;
  return resources
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ type, instances }) => instances.flatMap(({ attributes }) => named(type, attributes)));
}

interface StateFile {
  readonly resources?: readonly {
    readonly mode: string;
    readonly type: string;
    readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
  }[];
}

function named(type: string, values: Readonly<Record<string, unknown>>): readonly NamedResource[] {
  const attribute = type === BUCKET ? "bucket" : KINDS[type]?.attribute;
  const name = attribute === undefined ? undefined : values[attribute];
  return typeof name === "string" ? [{ type, name }] : [];
}

/**
 * Whether what the stack would make is there already, and Terraform did not make it.
 *
 * @param resources those of the stack
 * @param known those that Terraform's state has
 */
export function takenNamesLine(
  clients: NameClients,
  { name, accountId }: { readonly name: string; readonly accountId: string },
  resources: readonly NamedResource[],
  known: readonly NamedResource[],
): Promise<PreflightLine> {
  const what = "names";
  const isKnown = new Set(known.map(({ type, name: own }) => `${type} ${own}`));
  const asked = resources.filter((resource) => !isKnown.has(`${resource.type} ${resource.name}`));
  return lineOf(what, "to describe what has these names", async () => {
    const taken = (await Promise.all(asked.map((resource) => ownerOf(clients, accountId, resource)))).flat();
    const of = `of ${resources.length}, ${known.length} are in Terraform's state`;
    if (taken.length === 0) return { what, found: `${asked.length} are free; ${of}`, verdict: "ok" };
    return {
      what,
      found: `taken, and not by Terraform: ${taken.join("; ")}; ${of}`,
      verdict: "stop",
      needed: "names that nothing has",
      todo: `If a deployment of ${name} was interrupted: npm run recover -- ${name}. Otherwise delete or rename what has the name, or choose another namePrefix or name in environments/${name}.ts.`,
    };
  });
}

async function ownerOf(
  clients: NameClients,
  accountId: string,
  { type, name }: NamedResource,
): Promise<readonly string[]> {
  if (type === BUCKET) {
    const owner = await bucketOwner(clients.s3, name, accountId);
    if (owner === "nobody") return [];
    return [`${type} ${name} (${owner === "account" ? "of this account" : "of another account"})`];
  }
  try {
    await KINDS[type]?.find(clients, name);
    return [`${type} ${name}`];
  } catch (error) {
    if (error instanceof Error && ABSENT.has(error.name)) return [];
    throw error;
  }
}
