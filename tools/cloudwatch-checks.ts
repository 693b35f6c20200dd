import { type CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import type { Environment } from "../environments/schema";
import { METRICS_NAMESPACE } from "../lambda-src/interface";
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
  let found = "";
  let total = 0;
  return poll(
    async () => {
      const sums = await sumsOf(cloudWatch, metrics, events.since);
      const counted = Object.entries(least).map(([name, wanted]) => [name, sums.get(name) ?? 0, wanted] as const);
      found = counted.map(([name, sum, wanted]) => `${name} ${sum} of ${wanted}`).join(", ");
      total = counted.reduce((all, [, sum]) => all + sum, 0);
      onProgress(found);
      return counted.every(([, sum, wanted]) => sum >= wanted) ? `${namespace}: ${found}` : undefined;
    },
    {
      what: `${Object.keys(least).join(", ")} of ${namespace} for ${dimension.Value}`,
      deadlineMilliseconds: METRICS_DEADLINE,
      progress: () => total,
      intervalMilliseconds: 5 * SECOND,
    },
  );
}

interface ExpectedMetrics {
  readonly namespace: string;
  readonly dimension: { readonly Name: string; readonly Value: string };
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
  { namespace, dimension, least }: ExpectedMetrics,
  since: Date,
): Promise<ReadonlyMap<string, number>> {
  const { MetricDataResults: results = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      // A metric's values are those of whole minutes.
      StartTime: new Date(Math.floor(since.getTime() / METRIC_PERIOD) * METRIC_PERIOD),
      EndTime: new Date(Date.now() + METRIC_PERIOD),
      MetricDataQueries: Object.keys(least).map((MetricName) => ({
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

/**
 * Looks whether an alarm of the environment rings. `events-in-quarantine` may: it counts corrupted events, which were sent.
 *
 * @returns how many alarms were looked at
 * @throws Error naming those that ring, or when there is none at all
 */
export async function requireQuietAlarms({ environment, cloudWatch }: CloudWatchCheck): Promise<string> {
  const prefix = `${environment.namePrefix}-${environment.name}-`;
  const { quarantineAlarm } = lakeNames(environment);
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: prefix }));
  if (MetricAlarms.length === 0) throw new Error(`There is no alarm whose name begins with ${prefix}.`);
  const ringing = MetricAlarms.flatMap(({ AlarmName = "", StateValue }) => (StateValue === "ALARM" ? [AlarmName] : []));
  const others = ringing.filter((name) => name !== quarantineAlarm);
  if (others.length > 0) throw new Error(`Ringing: ${others.join(", ")}.`);
  const expected = ringing.length === 0 ? "" : `, but for ${quarantineAlarm}: the corrupted events ring it`;
  return `none of ${MetricAlarms.length} rings${expected}`;
}
