import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import type { Environment } from "../environments/schema";
import { METRICS_NAMESPACE, WATCHED_METRICS } from "../lambda-src/interface";
import { lakeNames } from "./lake-names";
import { poll } from "./poll";

/** CloudWatch, asked about an environment. */
export interface CloudWatchCheck {
  readonly environment: Environment;
  readonly cloudWatch: CloudWatchClient;
}

/** Events that were sent to an environment; others may have sent more. */
export interface SentEvents {
  /** When the first was sent. */
  readonly since: Date;
  readonly sent: number;
  /** In flight only. @default - not looked at */
  readonly duplicates?: number;
  /** In flight only. @default - not looked at */
  readonly corrupted?: number;
}

const SECOND = 1000;
const METRICS_DEADLINE = 300 * SECOND;
/** Milliseconds. */
const METRIC_PERIOD = 60 * SECOND;

/**
 * Waits until CloudWatch has counted what was sent: in flight by the function's own metrics, in the lake by those of Kinesis.
 * Without them no alarm of theirs would ever ring.
 *
 * @returns what was counted
 * @throws Error saying what is missing when nothing more comes for five minutes
 */
export function waitForMetrics(
  { environment, cloudWatch }: CloudWatchCheck,
  events: SentEvents,
  onProgress: (text: string) => void = () => undefined,
): Promise<string> {
  const metrics = metricsOf(environment, events);
  const { namespace, dimension, least } = metrics;
  const names = Object.keys(least);
  let found = "";
  let total = 0;
  return poll(
    async () => {
      const sums = await sumsOf(cloudWatch, metrics, names, events.since);
      const counted = Object.entries(least).map(([name, wanted]) => [name, sums.get(name) ?? 0, wanted] as const);
      found = counted.map(([name, sum, wanted]) => `${name} ${sum} of ${wanted}`).join(", ");
      total = counted.reduce((all, [, sum]) => all + sum, 0);
      onProgress(found);
      return counted.every(([, sum, wanted]) => sum >= wanted) ? `${namespace}: ${found}` : undefined;
    },
    {
      what: `${names.join(", ")} of ${namespace} for ${dimension.Value}`,
      deadlineMilliseconds: METRICS_DEADLINE,
      progress: () => total,
      intervalMilliseconds: 5 * SECOND,
    },
  );
}

interface MetricsOf {
  readonly namespace: string;
  readonly dimension: { readonly Name: string; readonly Value: string };
}

interface ExpectedMetrics extends MetricsOf {
  /** Least sum of each metric. */
  readonly least: Readonly<Record<string, number>>;
}

function metricsOf(environment: Environment, { sent, duplicates, corrupted }: SentEvents): ExpectedMetrics {
  const { stream, function: deduplicator } = lakeNames(environment);
  return environment.processing === "in-flight"
    ? {
        namespace: METRICS_NAMESPACE,
        dimension: { Name: "Function", Value: deduplicator },
        least: {
          Received: sent,
          ...(duplicates !== undefined && { Duplicates: duplicates }),
          ...(corrupted !== undefined && { Quarantined: corrupted }),
        },
      }
    : {
        namespace: "AWS/Kinesis",
        dimension: { Name: "StreamName", Value: stream },
        least: { IncomingRecords: sent },
      };
}

async function sumsOf(
  cloudWatch: CloudWatchClient,
  { namespace, dimension }: MetricsOf,
  names: readonly string[],
  since: Date,
): Promise<ReadonlyMap<string, number>> {
  const { MetricDataResults: results = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      // A metric's values are those of whole minutes.
      StartTime: new Date(Math.floor(since.getTime() / METRIC_PERIOD) * METRIC_PERIOD),
      EndTime: new Date(Date.now() + METRIC_PERIOD),
      MetricDataQueries: names.map((MetricName) => ({
        Id: MetricName.toLowerCase(),
        Label: MetricName,
        MetricStat: {
          Metric: { Namespace: namespace, MetricName, Dimensions: [dimension] },
          Period: METRIC_PERIOD / SECOND,
          Stat: "Sum",
        },
      })),
    }),
  );
  return new Map(results.map(({ Label = "", Values = [] }) => [Label, Values.reduce((sum, value) => sum + value, 0)]));
}

/** What counts a failure on the way of an event, in flight. */
function failureMetrics(environment: Environment): readonly (MetricsOf & { readonly name: string })[] {
  const { function: deduplicator, deliveryStream } = lakeNames(environment);
  return [
    {
      namespace: METRICS_NAMESPACE,
      name: WATCHED_METRICS.failed,
      dimension: { Name: "Function", Value: deduplicator },
    },
    { namespace: "AWS/Lambda", name: "Errors", dimension: { Name: "FunctionName", Value: deduplicator } },
    {
      namespace: "AWS/Firehose",
      name: "ThrottledRecords",
      dimension: { Name: "DeliveryStreamName", Value: deliveryStream },
    },
  ];
}

/**
 * Looks whether each failure that CloudWatch has counted would ring an alarm if it lasted. An alarm waits for minutes, so a
 * fault of seconds rings none: what must be there is one of this metric, of this dimension, with a threshold that was crossed.
 *
 * @returns what was counted
 * @throws Error naming the metric that counts and that no alarm watches, or when nothing failed at all
 */
export async function requireWatchedFailures(
  { environment, cloudWatch }: CloudWatchCheck,
  since: Date,
): Promise<string> {
  const alarms = await alarmsOf({ environment, cloudWatch });
  const counted: string[] = [];
  for (const metric of failureMetrics(environment)) {
    const { namespace, name, dimension } = metric;
    const sum = (await sumsOf(cloudWatch, metric, [name], since)).get(name) ?? 0;
    if (sum === 0) continue;
    const crossed = alarms.filter((alarm) => isOn(alarm, metric) && sum > (alarm.Threshold ?? Infinity));
    if (crossed.length === 0) {
      throw new Error(
        `${namespace} ${name} of ${dimension.Value} is ${sum}, and no alarm watches it: a failure that lasts would ring nothing.`,
      );
    }
    counted.push(`${name} ${sum}: ${crossed.map(({ AlarmName = "" }) => AlarmName).join(", ")}`);
  }
  if (counted.length === 0) throw new Error("CloudWatch has counted no failure.");
  return counted.join("; ");
}

function isOn(alarm: MetricAlarm, { namespace, name, dimension }: MetricsOf & { readonly name: string }): boolean {
  const { Namespace, MetricName, Dimensions = [] } = alarm;
  const [only, ...others] = Dimensions;
  const isMetric = Namespace === namespace && MetricName === name;
  return isMetric && others.length === 0 && only?.Name === dimension.Name && only.Value === dimension.Value;
}

/**
 * Looks whether an alarm of the environment rings. `events-in-quarantine` may: it counts corrupted events, which were sent.
 *
 * @returns how many alarms were looked at
 * @throws Error naming those that ring, or when there is none at all
 */
export async function requireQuietAlarms({ environment, cloudWatch }: CloudWatchCheck): Promise<string> {
  const alarms = await alarmsOf({ environment, cloudWatch });
  const { quarantineAlarm } = lakeNames(environment);
  const ringing = alarms.flatMap(({ AlarmName = "", StateValue }) => (StateValue === "ALARM" ? [AlarmName] : []));
  const others = ringing.filter((name) => name !== quarantineAlarm);
  if (others.length > 0) throw new Error(`Ringing: ${others.join(", ")}.`);
  const expected = ringing.length === 0 ? "" : `, but for ${quarantineAlarm}: the corrupted events ring it`;
  return `none of ${alarms.length} rings${expected}`;
}

async function alarmsOf({ environment, cloudWatch }: CloudWatchCheck): Promise<readonly MetricAlarm[]> {
  const prefix = `${environment.namePrefix}-${environment.name}-`;
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: prefix }));
  if (MetricAlarms.length === 0) throw new Error(`There is no alarm whose name begins with ${prefix}.`);
  return MetricAlarms;
}
