import type { Clock } from "../clock";
import type { Amendment } from "../gateway/gateway";
import { errorResponse, jsonBody, jsonResponse, type ServiceResponse } from "../gateway/service-message";
import type { Measurement, Metric, MetricStore, Statistic } from "./metric-store";

const STATISTICS: ReadonlySet<string> = new Set(["Average", "Maximum", "Minimum", "SampleCount", "Sum"]);

interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

interface GetMetricDataCall {
  /** Unix seconds. */
  readonly StartTime: number;
  readonly EndTime: number;
  readonly MetricDataQueries: readonly {
    readonly Id: string;
    readonly MetricStat?: {
      readonly Metric: {
        readonly Namespace: string;
        readonly MetricName: string;
        readonly Dimensions?: readonly Dimension[];
      };
      readonly Period: number;
      readonly Stat: string;
    };
  }[];
}

interface PutMetricDataCall {
  readonly Namespace: string;
  readonly MetricData?: readonly {
    readonly MetricName: string;
    readonly Dimensions?: readonly Dimension[];
    readonly Value?: number;
    readonly Values?: readonly number[];
    /** Unix seconds. */
    readonly Timestamp?: number;
  }[];
}

/**
 * The calls of CloudWatch that write and read the values of metrics, as the SDK of JavaScript sends them: statistics of
 * metrics, no expressions and no percentiles.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export function metricData(metrics: MetricStore, clock: Pick<Clock, "now">): Amendment {
  return {
    answer(request) {
      if (request.service !== "monitoring") return undefined;
      switch (request.operation) {
        case "GetMetricData":
          return Promise.resolve(get(metrics, jsonBody(request) as unknown as GetMetricDataCall));
        case "PutMetricData":
          metrics.record(measurements(jsonBody(request) as unknown as PutMetricDataCall, clock.now()));
          return Promise.resolve(jsonResponse({}));
        case "GetMetricStatistics":
        case "ListMetrics":
          return Promise.resolve(
            errorResponse("InvalidAction", `The local cloud has no ${request.operation}: ask GetMetricData.`),
          );
        default:
          return undefined;
      }
    },
  };
}

function get(metrics: MetricStore, call: GetMetricDataCall): ServiceResponse {
  const results: object[] = [];
  for (const { Id, MetricStat: stat } of call.MetricDataQueries) {
    if (stat === undefined || !STATISTICS.has(stat.Stat)) {
      return errorResponse(
        "InvalidParameterValue",
        `MetricDataQueries: ${Id} is no MetricStat with one of ${[...STATISTICS].join(", ")}, which is all that the local cloud answers.`,
      );
    }
    const { Namespace: namespace, MetricName: name, Dimensions = [] } = stat.Metric;
    const metric = { namespace, name, dimensions: record(Dimensions) };
    const points = datapoints(metrics, metric, { stat: stat.Stat as Statistic, period: stat.Period, call });
    results.push({
      Id,
      Label: name,
      Timestamps: points.map(([at]) => at),
      Values: points.map(([, value]) => value),
      StatusCode: "Complete",
    });
  }
  return jsonResponse({ MetricDataResults: results, Messages: [] });
}

/** Newest first, as CloudWatch answers unless it is asked otherwise. */
function datapoints(
  metrics: MetricStore,
  metric: Metric,
  { stat, period, call }: { readonly stat: Statistic; readonly period: number; readonly call: GetMetricDataCall },
): (readonly [number, number])[] {
  const points: (readonly [number, number])[] = [];
  const first = Math.floor(call.StartTime / period) * period;
  for (let at = first; at < call.EndTime; at += period) {
    const value = metrics.statistic(metric, stat, at * 1000, (at + period) * 1000);
    if (value !== undefined) points.unshift([at, value]);
  }
  return points;
}

function measurements({ Namespace: namespace, MetricData = [] }: PutMetricDataCall, now: number): Measurement[] {
  return MetricData.flatMap(({ MetricName: name, Dimensions = [], Value, Values, Timestamp }) =>
    (Values ?? (Value === undefined ? [] : [Value])).map((value) => ({
      namespace,
      name,
      dimensions: record(Dimensions),
      value,
      at: Timestamp === undefined ? now : Timestamp * 1000,
    })),
  );
}

function record(dimensions: readonly Dimension[]): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
}
