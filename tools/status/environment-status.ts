import { type CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { GetJobRunsCommand, type GlueClient, type JobRun } from "@aws-sdk/client-glue";
import { paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Environment } from "../../environments/schema";
import { METRICS_NAMESPACE, WATCHED_METRICS } from "../../lambda-src/interface";
import { LAKE_PREFIXES } from "../../modules/lake-storage";
import { BATCHES_PREFIX, lakeNames } from "../lake-names";
import type { OperatorClients } from "../operator-clients";
import { parts } from "../pause/consumption";
import { type TableFreshness, tableFreshness } from "./table-freshness";

/** Minutes that rates and ages are of. */
export const LOOKED_AT_MINUTES = 15;

/** What is asked of CloudWatch: sums for rates, maxima for ages. */
export interface Figure {
  readonly what: string;
  readonly kind: "age" | "rate";
  readonly metric: string;
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Makes seconds of the metric's unit. @default 1 */
  readonly scale?: number;
}

export interface FigureValue extends Figure {
  /** A second, or seconds; undefined when CloudWatch has none. */
  readonly value?: number;
  /** Of each of the `minutes`; 0 where CloudWatch has none. */
  readonly points: readonly number[];
}

/** Events that wait somewhere until a person does something. */
export interface Waiting {
  readonly where: string;
  readonly count: number;
  readonly counted: string;
  /** Of the oldest object. @default - not known */
  readonly oldest?: Date;
  /** What brings them back. Without one, waiting is no failure. */
  readonly redrive?: string;
}

export interface EnvironmentStatus {
  readonly environment: Environment;
  readonly now: Date;
  /** Those that were looked at: the Unix second at which each begins, the oldest first. */
  readonly minutes: readonly number[];
  readonly figures: readonly FigureValue[];
  readonly waiting: readonly Waiting[];
  /** Newest first. */
  readonly runs: readonly JobRun[];
  readonly parts: readonly { readonly name: string; readonly runs: boolean }[];
  readonly tables: readonly TableFreshness[];
  /** Names of all, and of those that ring. */
  readonly alarms: readonly string[];
  readonly ringing: readonly string[];
}

const SHOWN_RUNS = 5;
const MINUTE = 60_000;

/** Asks every part of an environment, and changes nothing. */
export async function environmentStatus(
  environment: Environment,
  clients: OperatorClients,
): Promise<EnvironmentStatus> {
  const names = lakeNames(environment);
  const { cloudWatch, glue, s3, sqs } = clients;
  const now = new Date();
  const minutes = minutesUntil(now);
  const [figures, waiting, runs, running, tables, alarms] = await Promise.all([
    values(cloudWatch, figuresOf(environment), minutes),
    waitingIn(environment, s3, sqs),
    jobRuns(glue, names.curationJob),
    Promise.all(parts({ environment, ...clients }).map(async ({ name, isSet }) => ({ name, runs: await isSet(true) }))),
    tableFreshness(s3, names.lakeBucket),
    alarmsOf(cloudWatch, environment),
  ]);
  return { environment, now, minutes, figures, waiting, runs, parts: running, tables, ...alarms };
}

/** In the order of the data's path. */
export function figuresOf(environment: Environment): readonly Figure[] {
  const names = lakeNames(environment);
  const inFlight = environment.processing === "in-flight";
  const stream = { namespace: "AWS/Kinesis", dimensions: { StreamName: names.stream } };
  const own = { kind: "rate" as const, namespace: METRICS_NAMESPACE, dimensions: { Function: names.function } };
  const delivery = {
    namespace: "AWS/Firehose",
    dimensions: { DeliveryStreamName: inFlight ? names.deliveryStream : names.landingDeliveryStream },
  };
  return [
    { what: "records put on the stream", kind: "rate", metric: "IncomingRecords", ...stream },
    ...(inFlight
      ? [
          { what: "events received by the function", metric: "Received", ...own },
          { what: "  delivered", metric: "Delivered", ...own },
          { what: "  duplicates", metric: "Duplicates", ...own },
          { what: "  rejected", metric: "Quarantined", ...own },
          { what: "  given back", metric: WATCHED_METRICS.failed, ...own },
        ]
      : []),
    { what: "records written by Firehose", kind: "rate", metric: "DeliveryToS3.Records", ...delivery },
    { what: "oldest record read", kind: "age", metric: "GetRecords.IteratorAgeMilliseconds", scale: 1e-3, ...stream },
    { what: "oldest record in Firehose", kind: "age", metric: "DeliveryToS3.DataFreshness", ...delivery },
  ];
}

/** The whole minutes up to now, and the one that has begun. */
function minutesUntil(now: Date): readonly number[] {
  const last = Math.floor(now.getTime() / MINUTE) * 60;
  return Array.from({ length: LOOKED_AT_MINUTES }, (_, index) => last - (LOOKED_AT_MINUTES - 1 - index) * 60);
}

async function values(
  cloudWatch: CloudWatchClient,
  figures: readonly Figure[],
  minutes: readonly number[],
): Promise<FigureValue[]> {
  const [first = 0] = minutes;
  const start = first * 1000;
  const { MetricDataResults: results = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(start),
      EndTime: new Date(start + LOOKED_AT_MINUTES * MINUTE),
      MetricDataQueries: figures.map(({ kind, metric, namespace, dimensions }, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: {
            Namespace: namespace,
            MetricName: metric,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: 60,
          Stat: kind === "rate" ? "Sum" : "Maximum",
        },
      })),
    }),
  );
  const byId = new Map(results.map((result) => [result.Id, result]));
  return figures.map((figure, index) => {
    const { Timestamps = [], Values = [] } = byId.get(`m${index}`) ?? {};
    const byMinute = new Map(Timestamps.map((at, point) => [at.getTime() / 1000, Values[point] ?? 0]));
    const points = minutes.map((minute) => byMinute.get(minute) ?? 0);
    // Newest first.
    const [latest] = Values;
    if (latest === undefined) return { ...figure, points };
    const value =
      figure.kind === "age"
        ? latest * (figure.scale ?? 1)
        : points.reduce((sum, point) => sum + point, 0) / (LOOKED_AT_MINUTES * 60);
    return { ...figure, value, points };
  });
}

async function waitingIn(environment: Environment, s3: S3Client, sqs: SQSClient): Promise<Waiting[]> {
  const { name, processing } = environment;
  const { lakeBucket, failuresBucket, duplicatesQueue, quarantineQueue } = lakeNames(environment);
  const redrive = (place: string) => `npm run redrive -- ${name} --from ${place}`;
  const errors = objects(s3, lakeBucket, LAKE_PREFIXES.errors).then((found) => {
    return { where: "errors/ of the lake's bucket", counted: "objects", redrive: redrive("errors"), ...found };
  });
  if (processing === "in-lake") return [await errors];
  return Promise.all([
    objects(s3, failuresBucket, BATCHES_PREFIX).then((found) => {
      return { where: "failures bucket", counted: "batches", redrive: redrive("failures"), ...found };
    }),
    errors,
    ...[duplicatesQueue, quarantineQueue].map(async (queue) => {
      return { where: queue, counted: "messages", count: await messages(sqs, queue) };
    }),
  ]);
}

async function objects(s3: S3Client, Bucket: string, Prefix: string): Promise<Pick<Waiting, "count" | "oldest">> {
  let count = 0;
  let oldest: Date | undefined;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
    count += Contents.length;
    for (const { LastModified: at } of Contents) if (at !== undefined && at < (oldest ?? new Date())) oldest = at;
  }
  return { count, oldest };
}

async function messages(sqs: SQSClient, queue: string): Promise<number> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
}

async function jobRuns(glue: GlueClient, job: string): Promise<readonly JobRun[]> {
  const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName: job, MaxResults: SHOWN_RUNS }));
  return JobRuns.slice(0, SHOWN_RUNS);
}

async function alarmsOf(cloudWatch: CloudWatchClient, { namePrefix, name }: Environment) {
  const alarms: string[] = [];
  const ringing: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: `${namePrefix}-${name}-`, NextToken }),
    );
    for (const { AlarmName = "", StateValue } of page.MetricAlarms ?? []) {
      alarms.push(AlarmName);
      if (StateValue === "ALARM") ringing.push(AlarmName);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return { alarms, ringing };
}
