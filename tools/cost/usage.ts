import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { type GlueClient, type JobRun, paginateGetJobRuns } from "@aws-sdk/client-glue";
import type { Environment } from "../../environments/schema";
import { METRICS_NAMESPACE } from "../../lambda-src/interface";
import { workerFleet } from "../../modules/curation/worker-fleet";
import { lakeNames } from "../lake-names";
import { DPUS } from "./job-cost";

/** What an environment used in some hours, as CloudWatch and Glue tell it. */
export interface Usage {
  readonly hours: number;
  /** Hours in which a record came. */
  readonly busyHours: number;
  /** Records that producers put, and their bytes. */
  readonly stream: { readonly records: number; readonly bytes: number };
  /** Events in them: the function counts those of aggregates. In the lake alone nobody does before the job. */
  readonly events: number;
  readonly function: { readonly invocations: number; readonly seconds: number };
  readonly index: { readonly writeUnits: number; readonly readUnits: number };
  readonly delivery: { readonly records: number; readonly bytes: number; readonly objects: number };
  readonly job: { readonly runs: number; readonly standardDpuHours: number; readonly flexDpuHours: number };
}

export interface UsageClients {
  readonly cloudWatch: Pick<CloudWatchClient, "send">;
  readonly glue: GlueClient;
}

const HOUR = 3_600_000;

/** Sums of the metrics that are read, by the name that they have here. */
type Metrics = Readonly<Record<string, readonly [namespace: string, metric: string, dimension: string, value: string]>>;

function metricsOf(environment: Environment): Metrics {
  const names = lakeNames(environment);
  const delivery = (metric: string) => ["AWS/Firehose", metric, "DeliveryStreamName"] as const;
  const isInFlight = environment.processing === "in-flight";
  const received = isInFlight ? "Incoming" : "DataReadFromKinesisStream.";
  const deliveryStream = isInFlight ? names.deliveryStream : names.landingDeliveryStream;
  return {
    records: ["AWS/Kinesis", "IncomingRecords", "StreamName", names.stream],
    bytes: ["AWS/Kinesis", "IncomingBytes", "StreamName", names.stream],
    deliveredRecords: [...delivery(`${received}Records`), deliveryStream],
    deliveredBytes: [...delivery(`${received}Bytes`), deliveryStream],
    objects: [...delivery("DeliveryToS3.ObjectCount"), deliveryStream],
    ...(isInFlight && {
      events: [METRICS_NAMESPACE, "Received", "Function", names.function],
      invocations: ["AWS/Lambda", "Invocations", "FunctionName", names.function],
      milliseconds: ["AWS/Lambda", "Duration", "FunctionName", names.function],
      writeUnits: ["AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", indexTable(environment)],
      readUnits: ["AWS/DynamoDB", "ConsumedReadCapacityUnits", "TableName", indexTable(environment)],
    }),
  };
}

function indexTable(environment: Environment): string {
  const { deduplicationLog, deduplicationIndex } = lakeNames(environment);
  return environment.deduplication.index === "bucket-log" ? deduplicationLog : deduplicationIndex;
}

/**
 * Reads what an environment used in the last hours: metrics of its stream, function, index and delivery stream, and the
 * runs of its job, `maintain` included.
 *
 * @param hours whole hours, 1 or more, which end now
 * @throws Error when the stream has no record in them: what it would be in a month cannot be told
 */
export async function readUsage(
  environment: Environment,
  { cloudWatch, glue }: UsageClients,
  { hours, now }: { readonly hours: number; readonly now: Date },
): Promise<Usage> {
  const start = new Date(now.getTime() - hours * HOUR);
  const values = await hourlyValues(cloudWatch, metricsOf(environment), start, now);
  const sum = (name: string) => (values.get(name) ?? []).reduce((total, value) => total + value, 0);
  const records = sum("records");
  if (records === 0) {
    const { stream } = lakeNames(environment);
    throw new Error(
      `CloudWatch has no record of ${stream} in the last ${hours} hours: nothing was used that a month could be told from. ` +
        `Is ${environment.name} deployed, are these credentials of account ${environment.accountId}, and is the region ${environment.region}? Look further back with --hours.`,
    );
  }
  return {
    hours,
    busyHours: (values.get("records") ?? []).filter((value) => value > 0).length,
    stream: { records, bytes: sum("bytes") },
    events: environment.processing === "in-flight" ? Math.max(records, sum("events")) : records,
    function: { invocations: sum("invocations"), seconds: sum("milliseconds") / 1000 },
    index: { writeUnits: sum("writeUnits"), readUnits: sum("readUnits") },
    delivery: { records: sum("deliveredRecords"), bytes: sum("deliveredBytes"), objects: sum("objects") },
    job: await jobUsage(glue, environment, start),
  };
}

async function hourlyValues(
  cloudWatch: UsageClients["cloudWatch"],
  metrics: Metrics,
  start: Date,
  end: Date,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const queries = Object.entries(metrics).map(([name, [Namespace, MetricName, Name, Value]]): MetricDataQuery => ({
    Id: name.toLowerCase(),
    Label: name,
    MetricStat: { Metric: { Namespace, MetricName, Dimensions: [{ Name, Value }] }, Period: HOUR / 1000, Stat: "Sum" },
  }));
  const values = new Map<string, number[]>();
  let token: string | undefined;
  do {
    const { MetricDataResults: results = [], NextToken } = await cloudWatch.send(
      new GetMetricDataCommand({ StartTime: start, EndTime: end, MetricDataQueries: queries, NextToken: token }),
    );
    for (const { Id = "", Values = [] } of results) values.set(Id, [...(values.get(Id) ?? []), ...Values]);
    token = NextToken;
  } while (token !== undefined);
  return new Map(Object.keys(metrics).map((name) => [name, values.get(name.toLowerCase()) ?? []]));
}

async function jobUsage(glue: GlueClient, environment: Environment, start: Date): Promise<Usage["job"]> {
  const usage = { runs: 0, standardDpuHours: 0, flexDpuHours: 0 };
  const pages = paginateGetJobRuns({ client: glue }, { JobName: lakeNames(environment).curationJob });
  for await (const { JobRuns: runs = [] } of pages) {
    // The newest runs come first.
    const recent = runs.filter(({ StartedOn }) => StartedOn !== undefined && StartedOn >= start);
    for (const run of recent) {
      usage.runs += 1;
      usage[run.ExecutionClass === "FLEX" ? "flexDpuHours" : "standardDpuHours"] += dpuHours(run, environment);
    }
    if (recent.length < runs.length) break;
  }
  return usage;
}

/** A run that scales by itself says its DPU seconds; of any other every worker counts for as long as it ran. */
function dpuHours({ DPUSeconds, ExecutionTime = 0, MaxCapacity }: JobRun, environment: Environment): number {
  const { workerType, workers } = workerFleet({
    ...environment.traffic,
    everyMinutes: environment.curation.everyMinutes,
  });
  return (DPUSeconds ?? ExecutionTime * (MaxCapacity ?? workers * DPUS[workerType])) / 3600;
}
