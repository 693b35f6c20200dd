import { DescribeAlarmsCommand, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { METRICS_NAMESPACE } from "../../lambda-src/interface";
import { lakeNames } from "../lake-names";
import { poll } from "../poll";
import type { Station, StationsProps } from "./station";

const SECOND = 1000;
const METRICS_DEADLINE = 300 * SECOND;
/** Milliseconds. */
const METRIC_PERIOD = 60 * SECOND;

interface ExpectedMetrics {
  readonly namespace: string;
  readonly dimension: { readonly Name: string; readonly Value: string };
  /** Least sum of each metric: others may send, too. */
  readonly least: Readonly<Record<string, number>>;
}

/** What the run must have left in the metrics that the alarms watch: without them none would ever ring. */
function expectedMetrics({ environment, probe }: StationsProps): ExpectedMetrics {
  const { stream, function: deduplicator } = lakeNames(environment);
  const sent = probe.records.length + probe.copies.length;
  return environment.processing === "in-flight"
    ? {
        namespace: METRICS_NAMESPACE,
        dimension: { Name: "Function", Value: deduplicator },
        least: { Received: sent, Duplicates: probe.copies.length, Quarantined: probe.corrupted },
      }
    : {
        namespace: "AWS/Kinesis",
        dimension: { Name: "StreamName", Value: stream },
        least: { IncomingRecords: sent },
      };
}

/** CloudWatch has counted the run. */
export function metrics(props: StationsProps): Station {
  const { namespace, dimension, least } = expectedMetrics(props);
  const { cloudWatch } = props.clients;
  // A metric's values are those of whole minutes.
  const since = new Date(Math.floor(Date.now() / METRIC_PERIOD) * METRIC_PERIOD);
  const sums = async () => {
    const { MetricDataResults: results = [] } = await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: since,
        EndTime: new Date(Date.now() + METRIC_PERIOD),
        MetricDataQueries: Object.keys(least).map((MetricName) => ({
          Id: MetricName.toLowerCase(),
          MetricStat: {
            Metric: { Namespace: namespace, MetricName, Dimensions: [dimension] },
            Period: METRIC_PERIOD / SECOND,
            Stat: "Sum",
          },
        })),
      }),
    );
    return new Map(results.map(({ Id, Values = [] }) => [Id, Values.reduce((sum, value) => sum + value, 0)]));
  };
  return {
    name: "metrics",
    look: (onProgress) => {
      let found = "";
      let total = 0;
      return poll(
        async () => {
          const now = await sums();
          const counted = Object.entries(least).map(
            ([name, wanted]) => [name, now.get(name.toLowerCase()) ?? 0, wanted] as const,
          );
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
    },
    todo: "Look whether the metrics are in CloudWatch: no alarm of theirs can ring without them. The function writes its own to its log.",
  };
}

/** No alarm of the environment rings. */
export function alarms({ environment, clients: { cloudWatch } }: StationsProps): Station {
  const prefix = `${environment.namePrefix}-${environment.name}-`;
  const { quarantineAlarm } = lakeNames(environment);
  return {
    name: "alarms",
    look: async () => {
      const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: prefix }));
      if (MetricAlarms.length === 0) throw new Error(`There is no alarm whose name begins with ${prefix}.`);
      const ringing = MetricAlarms.filter(({ StateValue }) => StateValue === "ALARM").map(
        ({ AlarmName = "" }) => AlarmName,
      );
      const own = ringing.filter((name) => name === quarantineAlarm);
      if (ringing.length > own.length) {
        throw new Error(`Ringing: ${ringing.filter((name) => !own.includes(name)).join(", ")}.`);
      }
      const expected = own.length === 0 ? "" : `, but for ${own.join(", ")}: corrupted probes ring it`;
      return `none of ${MetricAlarms.length} rings${expected}`;
    },
    todo: "Follow the runbook of the alarm (docs/runbooks/README.md).",
  };
}
